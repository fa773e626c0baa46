// A plan as a comment to a pull request.
import { problemText } from '../../base/errors.ts'
import type { PlannedZones } from '../../operations/plan-zones.ts'
import { totalsOf, type ZonePlan } from '../../plan/plan.ts'
import { printable } from '../printable.ts'
import { escapeHtml } from './escape-html.ts'
import {
  cachedText,
  changeLines,
  countText,
  type PlanLine,
  summaryText,
  totalsText,
  unmanagedLines,
  zoneTitle,
} from './plan-lines.ts'

/** Finds the comment of an earlier run, which the new one replaces. */
const marker = '<!-- dnsctl-plan -->'

/** GitHub refuses a comment of more characters. */
const mostCharacters = 65_536
/** Kept free for the end of a block and the count of what was left out. */
const reserve = 300

/** Writes a comment of at most 65,536 characters; what does not fit is counted. */
export function planMarkdown({ plan, problems }: PlannedZones): string {
  const warnings = [...problems, ...plan.zones.flatMap(zone => zone.warnings)].map(problemText)
  const findings = plan.zones.flatMap(zone =>
    zone.safety.map(({ guard, message }) => `${zoneTitle(zone)}: ${guard}: ${message}`),
  )
  const page = new Page([marker, `### DNS ${lowerFirst(summaryText(plan.zones))}`])
  page.block('Held back by safety rules', findings, 'text')
  page.block('Problems', warnings.map(printable), 'text')
  for (const zone of plan.zones)
    if (zone.changes.length > 0) {
      const cached = cachedText(zone)
      page.block(`${zoneTitle(zone)}: ${totalsText(totalsOf([zone]))}`, diffLines(zone), 'diff', cached)
    }
  const unmanaged = plan.zones.flatMap(zone =>
    unmanagedLines(zone).map(line => `${zoneTitle(zone)}: ${line}`),
  )
  page.block('Managed by others', unmanaged, 'text')
  return page.text()
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

function* diffLines(zone: ZonePlan): Iterable<string> {
  for (const change of zone.changes) yield changeLines(change, zone).map(diffLine).join('\n')
}

function diffLine(line: PlanLine): string {
  switch (line.kind) {
    case 'rrset':
      return `@@ ${line.mark} ${line.text} @@`
    case 'value':
      return `${line.mark} ${line.words.map(({ text }) => text).join('')}`
    case 'note':
      return `# ${line.text}`
    default:
      return line satisfies never
  }
}

/** A comment that is filled until it is full. */
class Page {
  readonly #parts: string[]
  #left: number
  #leftOut = 0

  constructor(head: readonly string[]) {
    this.#parts = [...head]
    this.#left = mostCharacters - reserve - head.join('\n\n').length
  }

  /** Adds a fold-out block; items that do not fit are left out. Nothing for no items. */
  block(title: string, items: Iterable<string>, language: string, footer = ''): void {
    const frame = title.length + footer.length + 80
    const fitting: string[] = []
    let leftOut = 0
    for (const item of items)
      if (leftOut === 0 && item.length + 1 + (fitting.length === 0 ? frame : 0) <= this.#left) {
        this.#left -= item.length + 1 + (fitting.length === 0 ? frame : 0)
        fitting.push(item)
      } else leftOut++
    this.#leftOut += leftOut
    if (fitting.length === 0) return
    const fence = fenceFor(fitting)
    this.#parts.push(
      `<details open><summary>${escapeHtml(title)}</summary>`,
      `${fence}${language}\n${fitting.join('\n')}\n${fence}`,
      ...(footer ? [footer] : []),
      '</details>',
    )
  }

  text(): string {
    const note = `${countText(this.#leftOut, 'item')} left out: the comment is full. The plan itself is whole.`
    return `${[...this.#parts, ...(this.#leftOut > 0 ? [note] : [])].join('\n\n')}\n`
  }
}

/** Longer than any run of backquotes in the content, so that no value can end the block. */
function fenceFor(items: readonly string[]): string {
  let longest = 2
  for (const item of items)
    for (const [run] of item.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length)
  return '`'.repeat(longest + 1)
}
