// The lines that show a plan's changes; the text, Markdown and HTML views dress them.
import { diffWordsWithSpace } from 'diff'
import { relativeName } from '../../dns/name.ts'
import { hasTtl, type RRset } from '../../dns/rrset.ts'
import { secondsText } from '../../dns/ttl.ts'
import { type Change, type PlanTotals, totalsOf, type ZonePlan } from '../../plan/plan.ts'
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

const marks = { create: '+', update: '~', delete: '-' } as const

/** The lines of one change: the RRset, its values, and what the zone file notes beside it. */
export function changeLines(change: Change, { zone }: Pick<ZonePlan, 'zone'>): PlanLine[] {
  const owner = relativeName(change.owner, zone)
  const title = [`${owner} ${change.type}`, ...ttlTexts(change)].join(', ')
  return [
    { kind: 'rrset', mark: marks[change.action], text: title },
    ...valueLines(change),
    ...noteLines(change),
  ]
}

/** `TTL 1h`, or `TTL 1h → 5m`; nothing for aliases, which have none. */
function ttlTexts(change: Change): string[] {
  const before = change.action === 'create' ? '' : ttlText(change.before)
  const after = change.action === 'delete' ? '' : ttlText(change.after)
  if (change.action !== 'update' || before === after) {
    const only = before || after
    return only === '' ? [] : [`TTL ${only}`]
  }
  return [`TTL ${before || 'none'} → ${after || 'none'}`]
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

/** `example.com. at local` */
export const zoneTitle = ({ zone, provider, createsZone }: ZonePlan): string =>
  `${zone} at ${provider}${createsZone ? ' (new zone)' : ''}`

/** `3 to create, 1 to update, 0 to delete` */
export const totalsText = (totals: PlanTotals): string =>
  `${totals.create} to create, ${totals.update} to update, ${totals.delete} to delete`

/** The sum of a plan in one line. */
export function summaryText(zones: readonly ZonePlan[]): string {
  const totals = totalsOf(zones)
  if (totals.zones > 0) return `Plan: ${totalsText(totals)} in ${countText(totals.zones, 'zone')}`
  if (zones.length === 0) return 'Nothing planned'
  const known = new Set(zones.map(({ zone }) => zone)).size
  return `Nothing to do: ${countText(known, 'zone')} as ${known === 1 ? 'its file says' : 'the files say'}`
}

/** `1 zone`, `2 zones` */
export const countText = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** Says for how long the old answers live on, where there are any. */
export const cachedText = ({ cachedFor }: ZonePlan): string | undefined =>
  cachedFor > 0 ? `resolvers may serve the old answer for up to ${secondsText(cachedFor)}` : undefined
