// The health checks of a zone's sets, each once, and how each stands: the arena has their numbers.
import { canonicalText } from '../../dns/canonical.ts'
import type { HealthCheck } from '../../dns/routing.ts'

/** What a snapshot has of health checks; all three have the same length. */
export interface CheckedHealth {
  /** Every check once, a calculated one as a whole. */
  readonly checks: readonly HealthCheck[]
  /** How many sets have each; one that none has any more need not be run. */
  readonly checkSets: readonly number[]
  /**
   * 1 while a check is well, 0 while it is ill, in shared memory. Whoever runs the checks writes here, and anew for
   * each snapshot that is published: one with other checks than the last has copied what that knew when it was compiled.
   */
  readonly health: Uint8Array
}

/** No checks at all. */
export const noChecks: CheckedHealth = {
  checks: [],
  checkSets: [],
  health: new Uint8Array(new SharedArrayBuffer(0)),
}

export interface CheckTable {
  /** The number of a check, for one set more. */
  take(check: HealthCheck): number
  /** A set has the check no more. */
  release(number: number): void
  finish(): CheckedHealth
}

/** Starts with no checks, or with those of an older snapshot, whose numbers stay. */
export function createCheckTable(from: CheckedHealth = noChecks): CheckTable {
  const checks = [...from.checks]
  const checkSets = [...from.checkSets]
  const isNew = new Set<number>()
  // Only a zone whose policies change needs to know the checks by what they say.
  let numbers: Map<string, number> | undefined

  function take(check: HealthCheck): number {
    numbers ??= new Map(checks.map((known, number) => [canonicalText(known), number]))
    const key = canonicalText(check)
    const number = numbers.get(key) ?? add(check)
    numbers.set(key, number)
    checkSets[number]!++
    return number
  }

  /** In the place of one that no set has, if there is one. */
  function add(check: HealthCheck): number {
    const unused = checkSets.indexOf(0)
    const number = unused < 0 ? checks.length : unused
    if (unused >= 0) numbers!.delete(canonicalText(checks[unused]!))
    checks[number] = check
    checkSets[number] = 0
    isNew.add(number)
    return number
  }

  function finish(): CheckedHealth {
    if (isNew.size === 0) return { checks, checkSets, health: from.health }
    const health = new Uint8Array(new SharedArrayBuffer(checks.length)).fill(1)
    for (const [number, state] of from.health.entries()) if (!isNew.has(number)) health[number] = state
    return { checks, checkSets, health }
  }

  return { take, release: number => void checkSets[number]!--, finish }
}
