// What an authoritative server's message says about a name: records, an alias, whom to ask, nothing, or no answer at all.
import { isAtOrBelow, type Name, sameName } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { Message } from '../dns/wire/message.ts'
import type { MessageRecord } from '../dns/wire/record.ts'

/** An answer without what does not matter: signatures, additional addresses, the negative SOA. */
export type Answer =
  /** Records of the name and type asked for. */
  | { readonly kind: 'records'; readonly records: readonly MessageRecord[] }
  /** The CNAME at the name, or the DNAME above it from which one is made. */
  | { readonly kind: 'alias'; readonly record: MessageRecord }
  /** The NS of a cut at or above the name; `additionals` holds glue. */
  | {
      readonly kind: 'referral'
      readonly cut: Name
      readonly records: readonly MessageRecord[]
      readonly additionals: readonly MessageRecord[]
    }
  | { readonly kind: 'nothing'; readonly rcode: 'NXDOMAIN' | 'NODATA' }
  /** No answer of an authoritative server of the zone. */
  | { readonly kind: 'none'; readonly why: string }

/** Reads the answer to a question about a name of a zone. */
export function readAnswer(message: Message, origin: Name, owner: Name, type: RRTypeName): Answer {
  const { rcode, flags } = message
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return { kind: 'none', why: rcode }
  if (!flags.has('aa'))
    return referralOf(message, origin, owner) ?? { kind: 'none', why: 'not authoritative' }
  // The CNAME that goes along with a DNAME is made for the question, also for one for the CNAME (RFC 6672 §3.1).
  const dname = message.answers.find(record => record.type === 'DNAME' && isBelow(owner, record.owner))
  if (dname) return { kind: 'alias', record: dname }
  const records = message.answers.filter(record => record.type === type && sameName(record.owner, owner))
  if (records.length > 0) return { kind: 'records', records }
  const cname = message.answers.find(record => record.type === 'CNAME' && sameName(record.owner, owner))
  if (cname) return { kind: 'alias', record: cname }
  return { kind: 'nothing', rcode: rcode === 'NXDOMAIN' ? rcode : 'NODATA' }
}

/** A referral upwards, or to the zone itself, comes from a server that does not have the zone. */
function referralOf(message: Message, origin: Name, owner: Name): Answer | undefined {
  const { rcode, answers, authorities, additionals } = message
  const first = authorities.find(({ type }) => type === 'NS')
  if (rcode !== 'NOERROR' || answers.length > 0 || !first) return undefined
  const cut = first.owner
  if (!isAtOrBelow(owner, cut) || !isBelow(cut, origin)) return undefined
  const records = authorities.filter(record => record.type === 'NS' && sameName(record.owner, cut))
  return { kind: 'referral', cut, records, additionals }
}

const isBelow = (name: Name, ancestor: Name): boolean =>
  isAtOrBelow(name, ancestor) && !sameName(name, ancestor)
