// SOA serial numbers: how two compare and how a new one is made (RFC 1982; RFC 1912 §2.2 for dates).

/** How a zone's serial is bumped: by one, to today's YYYYMMDDnn, or to the seconds of the Unix epoch. */
export type SerialPolicy = 'increment' | 'date' | 'epoch'

const half = 0x8000_0000

/**
 * Orders serials on their circle: negative if `a` comes before `b`, 0 if they are equal. Two that lie exactly
 * half a circle apart have no order in the RFC; `a` then counts as the earlier one, so that a bump moves.
 */
export function compareSerials(a: number, b: number): number {
  const ahead = (b - a) >>> 0
  if (ahead === 0) return 0
  return ahead <= half ? -1 : 1
}

/**
 * The serial after `old`, which never goes backwards: where the date or the clock is not ahead, it is `old`
 * plus one. 0 is left out, as secondaries and tools take it for "none". `old` is undefined in a new zone.
 */
export function bumpSerial(old: number | undefined, policy: SerialPolicy, now: number): number {
  const wanted = wantedSerial(policy, now)
  if (old === undefined) return wanted ?? 1
  if (wanted !== undefined && compareSerials(old, wanted) < 0) return wanted
  return (old + 1) >>> 0 || 1
}

/** What the calendar or the clock says; `now` in milliseconds. */
function wantedSerial(policy: SerialPolicy, now: number): number | undefined {
  switch (policy) {
    case 'increment':
      return undefined
    case 'date':
      return Number(new Date(now).toISOString().slice(0, 10).replaceAll('-', '')) * 100 + 1
    case 'epoch':
      return Math.floor(now / 1000) >>> 0
    default:
      return policy satisfies never
  }
}
