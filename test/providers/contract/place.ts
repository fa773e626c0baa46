// The place on which a provider is tested: a fresh one for each test, with what tests do and see there.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { sameRRset } from '../../../src/dns/canonical.ts'
import type { Name } from '../../../src/dns/name.ts'
import { type RRset, rrsetKey } from '../../../src/dns/rrset.ts'
import { serialOf } from '../../../src/dns/soa.ts'
import { Zone } from '../../../src/dns/zone.ts'
import { wantedFrom } from '../../../src/plan/wanted.ts'
import type {
  Applied,
  Capabilities,
  ChangeSet,
  Provider,
  ProviderDependencies,
  WriteContext,
} from '../../../src/providers/contract.ts'
import type { LeaseKeeper } from '../../../src/providers/lease/lease-keeper.ts'
import { atOnce, contextOf, held, isSoa, now, origin, soa } from './notation.ts'

type Open = (dependencies: ProviderDependencies) => Promise<Provider>

/** What the suite has to know of a provider before it is opened. */
export interface Contract {
  /** Opens it on the place that the folder `baseDir` stands for: the same again for the same folder. */
  readonly open: Open
  readonly capabilities: Capabilities
}

/** A provider under test. */
export interface TestPlace {
  readonly contract: Contract
  /** The one of the running test; may be opened again in its place. */
  provider: Provider
  reopen(leases?: Partial<LeaseKeeper>): Promise<Provider>
  /** Opens it once more, until the test ends. */
  another(leases?: Partial<LeaseKeeper>): Promise<Provider>
  /** Applies a change set under a lease of its own. */
  apply(changes: ChangeSet): Promise<Applied>
  /** Writes under a lease of its own. */
  write<T>(zone: Name, write: (provider: Provider, context: WriteContext) => Promise<T>): Promise<T>
  /** The zone holds these; its SOA has the serial, where the provider counts. */
  expectHeld(rrsets: readonly RRset[], serial: number): Promise<void>
  heldSoa(): Promise<RRset>
  /** RRsets in the form in which plans give them to the provider; without those that it cannot hold. */
  planned(rrsets: readonly RRset[]): RRset[]
}

/** Gives each test a provider on a fresh place. */
export function usePlace(kind: string, contract: Contract): TestPlace {
  const { open, capabilities } = contract
  const { serials } = capabilities
  let baseDir: string
  const others: Provider[] = []
  const place: TestPlace = {
    contract,
    provider: undefined as never,
    reopen: leases => open({ name: kind, clock: () => now, baseDir, ...(leases && { leases }) }),
    async another(leases) {
      const other = await place.reopen(leases)
      others.push(other)
      return other
    },
    apply: changes => place.write(changes.zone, (provider, context) => provider.apply(changes, context)),
    write: (zone, write) =>
      place.provider.withLease(zone, atOnce, lease => write(place.provider, contextOf(lease))),
    async expectHeld(rrsets, serial) {
      const found = await held(place.provider)
      const wanted = rrsets.some(isSoa) || !serials ? rrsets : [...rrsets, soa(serial)]
      const keys = found.filter(one => !isSoa(one) || wanted.some(isSoa)).map(rrsetKey)
      expect(keys).toEqual(wanted.map(rrsetKey).sort())
      for (const one of wanted) {
        const same = found.find(other => rrsetKey(other) === rrsetKey(one))!
        expect(sameRRset(same, one), `${same.owner} ${same.type} ${same.ttl} ${same.rdatas}`).toBe(true)
      }
      expect(found.filter(({ managedBy }) => managedBy !== undefined)).toEqual([])
      if (serials) expect(found.filter(isSoa).map(serialOf)).toEqual([serial])
    },
    heldSoa: async () => (await held(place.provider)).find(isSoa)!,
    planned(rrsets) {
      const wanted = wantedFrom(
        new Zone(origin, rrsets),
        capabilities,
        () => false,
        () => {},
      )
      return [...wanted.zone.rrsets()].flatMap(one => wanted.form(one) ?? [])
    },
  }
  beforeEach(async () => {
    baseDir = mkdtempSync(join(tmpdir(), 'dnsctl-provider-'))
    place.provider = await place.reopen()
  })
  afterEach(async () => {
    for (const other of [place.provider, ...others.splice(0)]) await other.close()
    rmSync(baseDir, { recursive: true })
  })
  return place
}
