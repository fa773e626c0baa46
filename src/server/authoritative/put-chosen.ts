// Puts an RRset, or what is chosen where there is something to choose.
import { choose } from './choose.ts'
import { isChooser } from './chooser-layout.ts'
import type { Exchange, Section } from './exchange.ts'
import type { LookupName } from './lookup-name.ts'
import { putRRset } from './put.ts'
import { putFromTarget } from './put-from-target.ts'

/** What putting came to: it is done, nothing more fits, or there is nothing to put. */
export const put = { done: 0, full: 1, nothing: 2 } as const

/** Puts the records that an RRset or a chooser gives; if they do not fit, nothing changes. */
export function putChosen(
  x: Exchange,
  section: Section,
  rrset: number,
  name: LookupName,
  label: number,
): (typeof put)[keyof typeof put] {
  if (!isChooser(x.zone, rrset)) return putRRset(x, section, rrset, name, label) ? put.done : put.full
  const chosen = choose(x, rrset)
  if (chosen === 0) return put.nothing
  const { end, choice } = x
  const count = x.counts[section]!
  for (let i = 0; i < chosen; i++) {
    const owner = choice.owners[i]!
    const fits =
      owner === 0
        ? putRRset(x, section, choice.rrsets[i]!, name, label)
        : putFromTarget(x, section, choice.rrsets[i]!, owner, name, label)
    if (fits) continue
    x.end = end
    x.counts[section] = count
    return put.full
  }
  x.recordsPlace = end
  return put.done
}
