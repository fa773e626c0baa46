// Compares what one server answers with what is to be answered (RFC 1034 §4.3.2, RFC 4592, RFC 6672).
import { type Name, sameName } from '../dns/name.ts'
import { findType } from '../dns/rr/table.ts'
import type { RRset } from '../dns/rrset.ts'
import type { MessageRecord } from '../dns/wire/record.ts'
import { describeDifference, listed } from './describe-difference.ts'
import { hasAlias, isPossible, possibleAnswers } from './possible-answers.ts'
import type { CellStatus, Expectation } from './proof.ts'
import type { Answer } from './read-answer.ts'
import { cutOver, isGlueOf, isUnderDname, type Surroundings, wildcardsOver } from './surroundings.ts'

/** How an answer is not what is expected. */
export interface Unequal {
  readonly status: Exclude<CellStatus, 'equal'>
  /** For people. */
  readonly detail: string
}

/** How an answer compares; `hidden` if no query can get at what is expected. */
export type Verdict = { readonly status: 'equal' } | { readonly status: 'hidden' } | Unequal

/** A verdict, or that the surroundings have to be known first. */
export type FirstVerdict = Verdict | { readonly status: 'unclear' }

interface Case {
  readonly expected: Expectation
  readonly origin: Name
  readonly around: Surroundings
}

const equal: Verdict = { status: 'equal' }
const hidden: Verdict = { status: 'hidden' }

/** Signatures and hashed names, which signing servers make by themselves and answer in ways of their own. */
const madeByServers = new Set(['RRSIG', 'NSEC', 'NSEC3'])

/** Says whether an RRset can be asked for and compared: not if it is made by servers, or by a traffic policy. */
export const isComparable = ({ type, rrset }: Expectation): boolean =>
  !madeByServers.has(type) && !findType(type)?.virtual && rrset?.managedBy === undefined

/** Compares as far as the answer alone tells, which is nearly always. */
export function compareAlone(expected: Expectation, answer: Answer, origin: Name): FirstVerdict {
  const { rrset, type, owner } = expected
  if (answer.kind === 'none') return unanswered(answer.why)
  if (!rrset) return answer.kind === 'nothing' ? equal : { status: 'unclear' }
  if (hasAlias(rrset)) return { status: 'unclear' }
  const records = recordsOf(answer, expected)
  const possible = possibleAnswers(rrset, nothingAround)
  if (records.length > 0 && isPossible(type, records, possible)) return equal
  // Whoever answers the NS of a cut with authority has the zone below it too, and says what stands there.
  if (answer.kind === 'records' && type === 'NS' && !sameName(owner, origin)) return hidden
  return { status: 'unclear' }
}

const nothingAround: Surroundings = { get: () => undefined }

/** Compares with the surroundings known. */
export function compareAnswer(
  expected: Expectation,
  answer: Answer,
  origin: Name,
  around: Surroundings,
): Verdict {
  const verdict = compareAlone(expected, answer, origin)
  if (verdict.status !== 'unclear') return verdict
  const { rrset } = expected
  const each = { expected, origin, around }
  return rrset ? compareRRset(each, rrset, answer) : compareAbsence(each, answer)
}

/** The records that answer a question, wherever in the message they stand: of a cut's NS and glue, in the referral. */
function recordsOf(answer: Answer, { owner, type }: Expectation): readonly MessageRecord[] {
  switch (answer.kind) {
    case 'records':
      return answer.records
    case 'referral':
      if (type === 'NS' && sameName(answer.cut, owner)) return answer.records
      return answer.additionals.filter(record => record.type === type && sameName(record.owner, owner))
    case 'alias':
    case 'nothing':
    case 'none':
      return []
    default:
      return answer satisfies never
  }
}

function compareRRset({ expected, origin, around }: Case, rrset: RRset, answer: Answer): Verdict {
  const { owner, type } = expected
  const cut = cutOver(owner, type, origin, around)
  const records = recordsOf(answer, expected)
  const possible = possibleAnswers(rrset, around)
  if (records.length > 0 && isPossible(type, records, possible)) return equal
  if (cut && answer.kind !== 'referral') return hidden
  if (records.length > 0) return { status: 'differs', detail: describeDifference(type, records, possible) }
  if (isUnderDname(owner, origin, around)) return hidden
  switch (answer.kind) {
    case 'referral':
      if (!cut) return { status: 'differs', detail: `refers to the servers of ${answer.cut}` }
      return isGlueOf(cut, owner) && (type === 'A' || type === 'AAAA')
        ? { status: 'missing', detail: `no glue in the referral to ${answer.cut}` }
        : hidden
    case 'alias':
      return { status: 'differs', detail: aliasText(answer.record) }
    case 'nothing':
      return possible.nothing ? equal : { status: 'missing', detail: answer.rcode }
    case 'records':
    case 'none':
      return unanswered('no records')
    default:
      return answer satisfies never
  }
}

function compareAbsence({ expected, origin, around }: Case, answer: Answer): Verdict {
  const { owner, type } = expected
  const records = recordsOf(answer, expected)
  if (answer.kind === 'alias') {
    const { record } = answer
    return isHeldAlias(record, { expected, origin, around })
      ? equal
      : { status: 'lingering', detail: aliasText(record) }
  }
  if (answer.kind === 'records') {
    if (cutOver(owner, type, origin, around)) return hidden
    if (type === 'NS' && !sameName(owner, origin)) return hidden
    for (const wildcard of wildcardsOver(owner, type, origin, around))
      if (hasAlias(wildcard) || isPossible(type, records, possibleAnswers(wildcard, around))) return equal
  }
  if (records.length > 0)
    return { status: 'lingering', detail: `still has ${listed(records.map(({ rdata }) => rdata))}` }
  if (answer.kind !== 'referral' || cutOver(owner, type, origin, around)) return equal
  return { status: 'lingering', detail: `refers to the servers of ${answer.cut}` }
}

/** An alias that the zone has at the name, above it as a DNAME, or as a wildcard. */
function isHeldAlias(record: MessageRecord, { expected, origin, around }: Case): boolean {
  const { owner, type } = expected
  if (record.type === 'DNAME') {
    const dname = around.get(record.owner, 'DNAME')
    return dname !== undefined && isPossible('DNAME', [record], possibleAnswers(dname, around))
  }
  const own = type === 'CNAME' ? undefined : around.get(owner, 'CNAME')
  return [...(own ? [own] : []), ...wildcardsOver(owner, 'CNAME', origin, around)].some(cname =>
    isPossible('CNAME', [record], possibleAnswers(cname, around)),
  )
}

const aliasText = ({ type, rdata }: MessageRecord): string => `${type} ${rdata}`

const unanswered = (detail: string): Verdict => ({ status: 'unanswered', detail })
