// The lines that show a plan's changes; the text, Markdown and HTML views dress them.
import { diffWordsWithSpace } from 'diff'
import { relativeName } from '../../dns/name.ts'
import { hasTtl, type RRset } from '../../dns/rrset.ts'
import { secondsText } from '../../dns/ttl.ts'
import type { Change, ZonePlan } from '../../plan/plan.ts'
import { valueDiff } from '../../plan/value-diff.ts'
import { printable } from '../printable.ts'

/** Part of a value; `changed` if the value it replaces, or is replaced by, has something else there. */
export interface Word {
  readonly text: string
  readonly changed: boolean
}

export type Mark = '+' | '~' | '-' | ' '

/** One line: an RRset, one of its values, or a note to it. */
export type PlanLine =
  | { readonly kind: 'rrset'; readonly mark: Mark; readonly text: string }
  | { readonly kind: 'value'; readonly mark: Mark; readonly words: readonly Word[] }
  | { readonly kind: 'note'; readonly text: string }

/** What zones were compared for: to change the providers, or to find where they are not as the files say. */
export type Purpose = 'plan' | 'drift'

const marks = { create: '+', update: '~', delete: '-' } as const
const driftNotes = {
  create: ': the provider does not have it',
  update: '',
  delete: ': the file does not have it',
} as const

/** The lines of one change: the RRset, its values, and what the zone file notes beside it. */
export function changeLines(
  change: Change,
  { zone }: Pick<ZonePlan, 'zone'>,
  purpose: Purpose = 'plan',
): PlanLine[] {
  const owner = relativeName(change.owner, zone)
  const title = [`${owner} ${change.type}`, ...ttlTexts(change, purpose)].join(', ')
  const note = purpose === 'drift' ? driftNotes[change.action] : ''
  return [
    { kind: 'rrset', mark: marks[change.action], text: title + note },
    ...valueLines(change),
    ...noteLines(change),
  ]
}

/** All that shows what is to be done in a zone; the zone itself first, where its RRsets do not show it. */
export function* zoneLines(zone: ZonePlan, purpose: Purpose): Iterable<PlanLine[]> {
  const mark = zone.deletesZone ? '-' : zone.createsZone && zone.changes.length === 0 ? '+' : undefined
  if (mark) yield [{ kind: 'rrset', mark, text: 'the zone itself' }]
  for (const change of zone.changes) yield changeLines(change, zone, purpose)
}

/** `TTL 1h`, `TTL 1h → 5m`, or `TTL 1h at the provider, 5m in the file`; nothing for aliases, which have none. */
function ttlTexts(change: Change, purpose: Purpose): string[] {
  const before = change.action === 'create' ? '' : ttlText(change.before)
  const after = change.action === 'delete' ? '' : ttlText(change.after)
  if (change.action !== 'update' || before === after) {
    const only = before || after
    return only === '' ? [] : [`TTL ${only}`]
  }
  const [old, wanted] = [before || 'none', after || 'none']
  return [purpose === 'plan' ? `TTL ${old} → ${wanted}` : `TTL ${old} at the provider, ${wanted} in the file`]
}

const ttlText = (rrset: RRset): string => (hasTtl(rrset) ? secondsText(rrset.ttl) : '')

function valueLines(change: Change): PlanLine[] {
  const { kept, removed, added } = valueDiff(change)
  const [before, after] =
    removed.length === 1 && added.length === 1 ? changedWords(removed[0]!, added[0]!) : []
  const line = (mark: Mark, text: string, words?: readonly Word[]): PlanLine => ({
    kind: 'value',
    mark,
    words: (words ?? [{ text, changed: false }]).map(word => ({ ...word, text: printable(word.text) })),
  })
  return [
    ...kept.map(text => line(' ', text)),
    ...removed.map(text => line('-', text, before)),
    ...added.map(text => line('+', text, after)),
  ]
}

/** Shorter values are compared at a glance. */
const shortest = 40
/** Texts that differ more than this are not compared word by word: it would take long and show little. */
const mostEdits = 100

/** Two long values in words, if they have some in common. */
function changedWords(before: string, after: string): [Word[], Word[]] | [] {
  if (before.length < shortest || after.length < shortest) return []
  const parts = diffWordsWithSpace(before, after, { maxEditLength: mostEdits })
  if (!parts) return []
  const side = (left: 'added' | 'removed', changed: 'added' | 'removed'): Word[] =>
    parts.flatMap(part => (part[left] ? [] : [{ text: part.value, changed: part[changed] }]))
  return [side('added', 'removed'), side('removed', 'added')]
}

function noteLines(change: Change): PlanLine[] {
  const annotations = Object.entries((change.action !== 'delete' && change.after.annotations) || {})
  if (annotations.length === 0) return []
  const text = annotations.map(([note, value]) => `${note}: ${printable(String(value))}`).join(', ')
  return [{ kind: 'note', text }]
}

/** One line for each RRset that something else manages: `www A stays as it is: traffic policy instance 1234 manages it` */
export const unmanagedLines = ({ zone, unmanaged }: Pick<ZonePlan, 'zone' | 'unmanaged'>): string[] =>
  unmanaged.map(
    ({ owner, type, by }) =>
      `${relativeName(owner, zone)} ${type} stays as it is: ${printable(by)} manages it`,
  )
