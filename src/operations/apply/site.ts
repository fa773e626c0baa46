// Puts together what applying zones needs, from the session and the options of the command.
import { systemClock } from '../../base/clock.ts'
import type { Name } from '../../dns/name.ts'
import type { Change } from '../../plan/plan.ts'
import type { Provider } from '../../providers/contract.ts'
import { proofProblems } from '../proof/proof-problems.ts'
import { proveChanges } from '../proof/prove-changes.ts'
import { verifyOf } from '../proof/verify-setting.ts'
import type { ApplySession } from './apply-session.ts'
import type { ZoneSite } from './apply-zone.ts'

/** How zones are locked and proven. */
export interface SiteOptions {
  /** How long to wait for somebody else's lock. */
  readonly lockWaitMs: number
  /** `never` asks no authoritative server. */
  readonly proof: 'as-configured' | 'never'
  /** How long to ask until all servers answer the same, in place of what is configured. */
  readonly proofTimeoutMs?: number | undefined
}

/** Makes the site of a run; `purpose` is what leases are taken for, in one word. */
export function siteOf(
  { checkout, providers, listener }: ApplySession,
  { lockWaitMs, proof, proofTimeoutMs }: SiteOptions,
  purpose: string,
  signal: AbortSignal,
): ZoneSite {
  return {
    providers,
    clock: systemClock,
    listener,
    signal,
    purpose,
    lockWaitMs,
    async prove(provider: Provider, origin: Name, changes: readonly Change[]) {
      if (proof === 'never') return undefined
      const configured = await verifyOf(checkout.config, provider.name)
      const verify = proofTimeoutMs === undefined ? configured : { ...configured, timeoutMs: proofTimeoutMs }
      return proveChanges({ provider, origin, verify, changes, listener, signal })
    },
    objectionsTo: proofProblems,
  }
}
