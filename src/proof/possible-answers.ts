// Which records may answer an RRset: its own, those of one of its routed sets, or those of what it is an alias of.
import type { Rdata, RRTypeName } from '../dns/rr/define-type.ts'
import { typeOf } from '../dns/rr/table.ts'
import { SOA } from '../dns/rr/types/soa.ts'
import type { RRset } from '../dns/rrset.ts'
import type { MessageRecord } from '../dns/wire/record.ts'
import type { Surroundings } from './surroundings.ts'

/** Values and the TTL that they have. */
export interface Values {
  readonly rdatas: readonly Rdata[]
  /** Seconds. */
  readonly ttl: number
}

/**
 * The answers that an RRset may have. `unknown` says that it may have others, which only a resolver could tell;
 * `nothing`, that none may be right as well; `several`, that values of more than one may come together.
 */
export interface Possible {
  readonly answers: readonly Values[]
  readonly unknown: boolean
  readonly nothing: boolean
  readonly several: boolean
}

/** Says whether the zone around an RRset decides what answers it. */
export const hasAlias = ({ alias, policy }: RRset): boolean =>
  alias !== undefined || (policy?.sets.some(set => set.alias) ?? false)

/** The answers that an RRset may have; what aliases lead to is looked for in its surroundings, one step far. */
export function possibleAnswers(rrset: RRset, around: Surroundings): Possible {
  const { type, ttl, rdatas, alias, policy } = rrset
  if (!alias && !policy) return { answers: [{ rdatas, ttl }], unknown: false, nothing: false, several: false }
  const sets = policy?.sets ?? [{ rdatas, alias }]
  const answers: Values[] = []
  let unknown = false
  for (const set of sets) {
    const target = set.alias && around.get(set.alias.target, type)
    if (!set.alias) answers.push({ rdatas: set.rdatas, ttl: ('ttl' in set ? set.ttl : undefined) ?? ttl })
    else if (target && !target.alias && !target.policy) answers.push(target)
    else unknown = true
  }
  return { answers, unknown, nothing: unknown || leavesOut(rrset), several: policy?.kind === 'multivalue' }
}

/** Who is nowhere, or in no network, gets nothing unless a set is for the rest. */
const leavesOut = ({ policy }: RRset): boolean =>
  (policy?.kind === 'geolocation' && !policy.sets.some(({ location }) => location === '*')) ||
  (policy?.kind === 'ip' && !policy.sets.some(({ networks }) => networks?.includes('*')))

/** Says whether records are one of the possible answers; TTLs count, order and letter case do not. */
export function isPossible(type: RRTypeName, records: readonly MessageRecord[], possible: Possible): boolean {
  const { answers, unknown, several } = possible
  if (unknown) return true
  if (!several) return answers.some(values => isAnsweredBy(type, values, records))
  const all = new Set(
    answers.flatMap(({ rdatas, ttl }) => rdatas.map(rdata => `${ttl} ${meaning(type, rdata)}`)),
  )
  return records.every(({ rdata, ttl }) => all.has(`${ttl} ${meaning(type, rdata)}`))
}

const isAnsweredBy = (
  type: RRTypeName,
  { rdatas, ttl }: Values,
  records: readonly MessageRecord[],
): boolean => records.every(record => record.ttl === ttl) && sameValues(type, rdatas, records)

/** Says whether records have just these values. */
export function sameValues(
  type: RRTypeName,
  rdatas: readonly Rdata[],
  records: readonly MessageRecord[],
): boolean {
  // Most servers keep the order and the letter case of a single value.
  if (rdatas.length === 1 && records.length === 1 && rdatas[0] === records[0]!.rdata) return true
  const wanted = new Set(rdatas.map(rdata => meaning(type, rdata)))
  const found = new Set(records.map(({ rdata }) => meaning(type, rdata)))
  return wanted.size === found.size && [...wanted].every(text => found.has(text))
}

/** Text that is equal for data that mean the same; the serial of an SOA is the server's own. */
export const meaning = (type: RRTypeName, rdata: Rdata): Rdata =>
  typeOf(type).canonical(type === 'SOA' ? SOA.fromFields({ ...SOA.toFields(rdata), serial: 0 }) : rdata)
