// Asks the authoritative servers of zones for all that the providers hold.
import { DnsctlError, fault, type Problem } from '../../base/errors.ts'
import type { Listener } from '../../base/io.ts'
import { compareNames, type Name, nameKey } from '../../dns/name.ts'
import { openServerClient } from '../../net/client/server-client.ts'
import { zoneNameMatcher } from '../../plan/pattern.ts'
import type { Expectation, Proof } from '../../proof/proof.ts'
import { prove } from '../../proof/prove.ts'
import { ZoneOutline } from '../../proof/surroundings.ts'
import type { Provider } from '../../providers/contract.ts'
import type { Checkout } from '../checkout.ts'
import { mapLimited } from '../map-limited.ts'
import { type ProviderPool, withProviders } from '../provider-pool.ts'
import { realPulse } from './real-pulse.ts'
import { type VerifyServers, verifyOf } from './verify-setting.ts'
import { serversOfZone } from './zone-servers.ts'
import { zoneSurroundings } from './zone-surroundings.ts'

export interface CheckZonesInput {
  readonly checkout: Checkout
  /** Zones and patterns of zones; all that the providers hold if empty. */
  readonly select: readonly string[]
  /** All providers if absent. */
  readonly provider: string | undefined
  /** `host` or `host:port`, in place of those that are configured or that the zones name. */
  readonly servers: readonly string[]
  /** How long to ask again. */
  readonly timeoutMs: number
  readonly listener: Listener
  readonly signal: AbortSignal
}

/** What the servers of one zone answer, or why they could not be asked. */
export interface CheckedZone {
  readonly zone: Name
  readonly provider: string
  /** Absent if the zone could not be checked. */
  readonly proof?: Proof
  readonly problems: readonly Problem[]
}

/** Zones checked at once. */
const zonesAtOnce = 4

interface HeldAt {
  readonly zone: Name
  readonly provider: string
  readonly servers: VerifyServers
}

/**
 * Checks what is selected, in the canonical order of the zones. Zones whose provider says that nobody is asked are left
 * out with a note, unless there are no others: then it throws `servers-unnamed`. Throws `zone-missing` for an argument
 * that no zone fits, and where there is no zone at all.
 */
export async function checkZones(input: CheckZonesInput): Promise<readonly CheckedZone[]> {
  const { checkout, listener } = input
  return withProviders(checkout.openProvider, async pool => {
    const held = await selectZones(input, pool)
    // Nothing was asked, so nothing is proven: a job that checks must not pass with the wrong settings.
    if (held.length === 0)
      throw fault('zone-missing', 'the providers hold no zone to check; `dnsctl apply` brings them there')
    const unasked = held.filter(({ servers }) => servers === 'none')
    const asked = held.filter(({ servers }) => servers !== 'none')
    const names = unasked.map(({ zone, provider }) => `${zone} at ${provider}`).join(', ')
    if (unasked.length > 0 && asked.length === 0)
      throw fault(
        'servers-unnamed',
        `no server is named that answers ${names}; give --server, or set "verify" of the provider`,
      )
    if (unasked.length > 0) listener({ kind: 'note', text: `not checked, as no server is named: ${names}` })
    return mapLimited(asked, zonesAtOnce, one => checkOrProblems(input, one, pool))
  })
}

async function selectZones(input: CheckZonesInput, pool: ProviderPool): Promise<HeldAt[]> {
  const { checkout, select, provider, servers } = input
  const names = provider === undefined ? Object.keys(checkout.config.config.providers) : [provider]
  const patterns = select.map(text => ({ text, matches: zoneNameMatcher(text), used: false }))
  const zones: HeldAt[] = []
  for (const name of names) {
    const opened = await pool.get(name)
    const asks = servers.length > 0 ? servers : (await verifyOf(checkout.config, name)).servers
    for await (const { origin } of opened.listZones()) {
      const matching = patterns.filter(({ matches }) => matches(origin))
      for (const pattern of matching) pattern.used = true
      if (select.length === 0 || matching.length > 0)
        zones.push({ zone: origin, provider: name, servers: asks })
    }
  }
  const unused = patterns.find(({ used }) => !used)
  if (unused) throw fault('zone-missing', `${unused.text} is not at ${names.join(', ')}`)
  return zones.sort((a, b) => compareNames(nameKey(a.zone), nameKey(b.zone)))
}

async function checkOrProblems(
  input: CheckZonesInput,
  { zone, provider, servers }: HeldAt,
  pool: ProviderPool,
): Promise<CheckedZone> {
  try {
    const proof = await checkZone(input, await pool.get(provider), zone, servers)
    return { zone, provider, ...(proof && { proof }), problems: [] }
  } catch (error) {
    if (error instanceof DnsctlError) return { zone, provider, problems: error.problems }
    throw error
  }
}

async function checkZone(
  { timeoutMs, listener, signal }: CheckZonesInput,
  provider: Provider,
  origin: Name,
  servers: VerifyServers,
): Promise<Proof | undefined> {
  const found = await serversOfZone(provider, origin, servers)
  let outline: ZoneOutline | undefined
  return (
    found &&
    prove({
      zone: origin,
      found,
      async *expectations() {
        const read = new ZoneOutline(origin)
        for await (const page of provider.readZone(origin)) {
          for (const rrset of page) read.add(rrset)
          yield page.map((rrset): Expectation => ({ owner: rrset.owner, type: rrset.type, rrset }))
        }
        outline = read
      },
      surroundings: zoneSurroundings(provider, origin, () => outline),
      timeoutMs,
      openClient: openServerClient,
      pulse: realPulse,
      listener,
      signal,
    })
  )
}
