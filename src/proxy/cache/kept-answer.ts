// What an answer is when it is kept: for how long (RFC 2308 §5, RFC 8767 §4), without what was meant for one client, and
// where its TTLs stand, so that they need not be looked for when it is given again.
import { optionHead, optLayout, recordFields, setU16, types, u16 } from '../message/layout.ts'
import { recordEnd, skipName } from '../message/skip-name.ts'
import type { PacketCacheSettings } from '../settings/packet-cache.ts'
import { isSkipped, type KeyRules } from './cache-key.ts'
import type { CachedExchange } from './packet-cache.ts'

/** Records that an answer has at most; the largest that is kept by default has room for half of them. */
const maxRecords = 1024

const truncated = 0x02
const rcodes = { noerror: 0, servfail: 2, nxdomain: 3, refused: 5 } as const
const clientSubnet = 8

/** Why an answer is kept, or is not. */
export const verdicts = { keep: 0, tooShort: 1, no: 2 } as const
export type Verdict = (typeof verdicts)[keyof typeof verdicts]

/** Room for one answer. */
export interface KeptAnswer {
  readonly message: Uint8Array
  length: number
  optAt: number
  optEnd: number
  /** Where the TTLs stand. */
  readonly ttlsAt: Uint16Array
  ttls: number
  /** Seconds for which it is fresh. */
  ttl: number
  isFailure: boolean
  /** Its client subnet says that it is the same for all (RFC 7871 §7.2.1). */
  isForAll: boolean
}

export const createKeptAnswer = ({ maximum_entry_size }: PacketCacheSettings): KeptAnswer => ({
  message: new Uint8Array(maximum_entry_size),
  length: 0,
  optAt: 0,
  optEnd: 0,
  ttlsAt: new Uint16Array(maxRecords),
  ttls: 0,
  ttl: 0,
  isFailure: false,
  isForAll: false,
})

/**
 * Copies the answer of a transaction, which fits, and says whether it may be kept. It must repeat the question, which was
 * checked before.
 */
export function takeAnswer(
  kept: KeptAnswer,
  settings: PacketCacheSettings,
  rules: KeyRules,
  { message: answer, length, questionEnd, decided }: CachedExchange,
): Verdict {
  const { message } = kept
  if (length < questionEnd || answer[4] !== 0 || answer[5] !== 1) return verdicts.no
  for (let i = 0; i < length; i++) message[i] = answer[i]!
  kept.length = length
  kept.isFailure = false
  const smallest = readRecords(kept, settings, questionEnd)
  if (smallest === malformed || !leaveOptionsOut(kept, rules)) return verdicts.no
  const rcode = message[3]! & 0x0f
  if (message[2]! & truncated) return keepFor(kept, settings.truncated_ttl)
  if (rcode === rcodes.servfail || rcode === rcodes.refused) {
    kept.isFailure = true
    const { temporaryFailureTtl: ttl } = decided
    return keepFor(kept, ttl >= 0 ? ttl : settings.temporary_failure_ttl)
  }
  if (smallest === noTtl) return verdicts.no
  kept.ttl = Math.min(smallest, settings.max_ttl)
  return kept.ttl < Math.max(1, settings.min_ttl) ? verdicts.tooShort : verdicts.keep
}

function keepFor(kept: KeptAnswer, ttl: number): Verdict {
  kept.ttl = ttl
  return ttl > 0 ? verdicts.keep : verdicts.no
}

const malformed = -2
const noTtl = -1

/** Notes where TTLs and the OPT record stand; returns the smallest TTL that holds for the whole answer. */
function readRecords(kept: KeptAnswer, settings: PacketCacheSettings, questionEnd: number): number {
  const { message, length, ttlsAt } = kept
  const answers = u16(message, 6)
  const authorities = answers + u16(message, 8)
  const records = authorities + u16(message, 10)
  const rcode = message[3]! & 0x0f
  let smallest = noTtl
  let isNegative = rcode === rcodes.nxdomain
  kept.ttls = kept.optAt = kept.optEnd = 0
  if (records > maxRecords) return malformed
  let at = questionEnd
  for (let record = 0; record < records; record++) {
    const fieldsAt = skipName(message, at, length)
    const next = recordEnd(message, fieldsAt, length)
    if (next < 0) return malformed
    const type = u16(message, fieldsAt)
    if (type === types.OPT) {
      if (kept.optAt > 0) return malformed
      kept.optAt = at
      kept.optEnd = next
    } else {
      let ttl = ttlOf(message, fieldsAt + 4)
      if (type === types.SOA && record >= answers && record < authorities) {
        isNegative ||= rcode === rcodes.noerror
        // The SOA's MINIMUM, at the end of its data, bounds what it denies (RFC 2308 §5).
        if (isNegative && next - fieldsAt > recordFields + 20) ttl = Math.min(ttl, ttlOf(message, next - 4))
      }
      ttlsAt[kept.ttls++] = fieldsAt + 4
      if (smallest === noTtl || ttl < smallest) smallest = ttl
    }
    at = next
  }
  if (at !== length) return malformed
  return isNegative ? Math.min(smallest, settings.max_negative_ttl) : smallest
}

/** One with the uppermost bit set counts as 0 (RFC 2181 §8). */
const ttlOf = (message: Uint8Array, at: number): number =>
  message[at]! & 0x80 ? 0 : u16(message, at) * 65_536 + u16(message, at + 2)

/**
 * Removes the options that queries may differ in, as another client must not get the cookie of the one that asked first.
 * False if the OPT record is malformed, or records behind it would have to move.
 */
function leaveOptionsOut(kept: KeptAnswer, rules: KeyRules): boolean {
  const { message, optAt, optEnd } = kept
  kept.isForAll = false
  if (optAt === 0) return true
  let at = optAt + optLayout.options
  let to = at
  while (at < optEnd) {
    if (at + optionHead > optEnd) return false
    const code = u16(message, at)
    const octets = optionHead + u16(message, at + 2)
    if (at + octets > optEnd) return false
    // Its fourth octet is the scope.
    if (code === clientSubnet) kept.isForAll = octets >= optionHead + 4 && message[at + optionHead + 3] === 0
    if (!isSkipped(rules, code)) {
      if (to < at) message.copyWithin(to, at, at + octets)
      to += octets
    }
    at += octets
  }
  return to === optEnd || endOptAt(kept, to)
}

/** Lets the OPT record, the last one, end earlier. */
function endOptAt(kept: KeptAnswer, end: number): boolean {
  if (kept.optEnd !== kept.length) return false
  kept.optEnd = kept.length = end
  setU16(kept.message, kept.optAt + optLayout.dataLength, end - kept.optAt - optLayout.options)
  return true
}

/** Removes the client subnet from an answer that is the same for all of them; it names the network of one. */
export function leaveSubnetOut(kept: KeptAnswer): void {
  leaveOptionsOut(kept, onlySubnet)
}

const onlySubnet: KeyRules = { skipped: Int32Array.of(clientSubnet), ranks: new Int32Array(0) }
