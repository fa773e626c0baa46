// Proves that the servers of a zone answer what was just applied to it.
import { DnsctlError } from '../../base/errors.ts'
import type { Listener } from '../../base/io.ts'
import type { Name } from '../../dns/name.ts'
import { rrsetKey } from '../../dns/rrset.ts'
import { openServerClient } from '../../net/client/server-client.ts'
import type { Change } from '../../plan/plan.ts'
import type { Expectation, Proof } from '../../proof/proof.ts'
import { prove } from '../../proof/prove.ts'
import type { Provider } from '../../providers/contract.ts'
import { realPulse } from './real-pulse.ts'
import type { Verify } from './verify-setting.ts'
import { serversOfZone } from './zone-servers.ts'
import { zoneSurroundings } from './zone-surroundings.ts'

export interface ProveChangesInput {
  readonly provider: Provider
  readonly origin: Name
  readonly verify: Verify
  /** What was applied. */
  readonly changes: readonly Change[]
  readonly listener: Listener
  readonly signal: AbortSignal
}

/**
 * Asks the servers for each changed RRset until all answer it or the time is over. Undefined where nobody is to be
 * asked; what keeps the servers from being found or the zone from being read is in the proof, and not thrown: the
 * change is in place.
 */
export async function proveChanges(input: ProveChangesInput): Promise<Proof | undefined> {
  const { provider, origin, verify, changes, listener, signal } = input
  if (verify.servers === 'none') return undefined
  try {
    const found = await serversOfZone(provider, origin, verify.servers)
    if (!found) return undefined
    const expected = expectationsOf(changes)
    return await prove({
      zone: origin,
      found,
      async *expectations() {
        yield expected
      },
      surroundings: zoneSurroundings(provider, origin),
      timeoutMs: verify.timeoutMs,
      openClient: openServerClient,
      pulse: realPulse,
      listener,
      signal,
    })
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    return impossible(origin, provider.name, error)
  }
}

/** What the zone is to answer by now, each name and type once. */
function expectationsOf(changes: readonly Change[]): Expectation[] {
  const expected = new Map<string, Expectation>()
  for (const change of changes) {
    const { owner, type, action } = change
    expected.set(rrsetKey(change), { owner, type, rrset: action === 'delete' ? undefined : change.after })
  }
  return [...expected.values()]
}

const impossible = (zone: Name, provider: string, { problems }: DnsctlError): Proof => ({
  zone,
  servers: [],
  asked: 0,
  unequal: [],
  unequalCount: 0,
  hidden: 0,
  unresolved: problems.map(({ message }) => ({ name: provider, reason: message })),
  unreachable: [],
})
