// Opens the embedded store as a provider.
import { resolve } from 'node:path'
import { fault } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import { openStore, type Store, storeExists, type ZoneHead, type ZoneView } from '../../store/store.ts'
import { checkedCommit, creationOf, refuseMoved } from '../checked-commit.ts'
import type { Capabilities, HeldZone, Provider, ProviderDependencies, ZoneInfo } from '../contract.ts'
import { refuseOtherContent } from '../expected-content.ts'
import { lastChange } from '../last-change.ts'
import { breakLease, holdLease } from '../lease/hold-lease.ts'
import type { LeaseRegister } from '../lease/lease.ts'
import { leaseKeeper } from '../lease/lease-keeper.ts'
import { writeWhole } from '../write-steps.ts'
import type { LocalSettings } from './settings.ts'

/** Makes a provider of the store at a path, which need not be there yet. */
export function storeProvider(
  settings: LocalSettings,
  { name, clock, baseDir, listener, leases }: ProviderDependencies,
  capabilities: Capabilities,
): Provider {
  const path = resolve(baseDir, settings.store)
  let opened: Store | undefined
  /** Reading never makes a store, so that a plan leaves no trace. */
  const found = (): Store | undefined =>
    (opened ??= storeExists(path) ? openStore(path, { create: false, clock }) : undefined)
  const made = (): Store => (opened ??= openStore(path, { create: true, clock }))
  const foundFor = (origin: Name): Store => {
    const store = found()
    if (store) return store
    throw fault('zone-missing', `there is no store at ${settings.store}, so no ${origin} in it`)
  }
  const keeper = leaseKeeper(clock, listener, leases)
  const register: LeaseRegister = {
    read: async zone => found()?.lease(zone),
    swap: (zone, seen, next) => made().swapLease(zone, seen, next),
  }
  const heldIn = (store: Store | undefined, origin: Name): HeldZone => ({
    exists: store?.zone(origin) !== undefined,
    get: (owner, type) => store?.rrset(origin, owner, type),
  })

  return {
    name,
    capabilities,
    async *listZones() {
      for (const head of found()?.zones() ?? []) yield infoOf(head)
    },
    async findZone(origin) {
      const head = found()?.zone(origin)
      return head && infoOf(head)
    },
    async *readZone(origin) {
      yield* foundFor(origin).readZone(origin)
    },
    readRRsets: async origin => heldIn(found(), origin),
    withLease: (origin, terms, work) => holdLease(register, origin, terms, keeper, work),
    leaseOf: origin => register.read(origin),
    breakLease: (origin, seen) => breakLease(register, origin, seen),
    async apply(changes, context) {
      const { zone } = changes
      refuseMoved(changes, heldIn(found(), zone))
      const rrsets = changes.changes
      const { serial, id } = await writeWhole({ ...changes, rrsets }, context, async () => {
        const decide = ({ head, get }: ZoneView) =>
          checkedCommit(changes, { exists: head !== undefined, get }, clock())
        const { commit, serial } = await made().commit(zone, decide, context.lease.record())
        return { serial, id: String(commit) }
      })
      return { serial, id }
    },
    async createZone(origin, context) {
      const refuseExisting = (head: ZoneHead | undefined): void => {
        if (head) throw fault('zone-exists', `${head.origin} is in the store ${settings.store} already`)
      }
      refuseExisting(found()?.zone(origin))
      await writeWhole({ createsZone: true, rrsets: [] }, context, async () => {
        const decide = ({ head }: ZoneView) => {
          refuseExisting(head)
          return checkedCommit(creationOf(origin), { exists: false, get: () => undefined }, clock())
        }
        await made().commit(origin, decide, context.lease.record())
        return {}
      })
      return infoOf(made().zone(origin)!)
    },
    async deleteZone(origin, expected, context) {
      const store = foundFor(origin)
      const check = (rrsets: Iterable<RRset>): void => refuseOtherContent(origin, rrsets, expected)
      const rrsets = [...store.readZone(origin)].flat()
      check(rrsets)
      await writeWhole({ createsZone: false, rrsets }, context, async () => {
        const { commit } = await store.deleteZone(origin, check, context.lease.record())
        return { id: String(commit) }
      })
    },
    async describeZone(origin) {
      const store = foundFor(origin)
      if (!store.zone(origin)) throw fault('zone-missing', `the store does not hold ${origin}`)
      return { store: settings.store, ...lastChange(store, origin) }
    },
    close: async () => opened?.close(),
  }
}

/** A zone of a view is called by it, as its name alone is another one's. */
const infoOf = ({ origin, view, serial, rrsets }: ZoneHead): ZoneInfo => ({
  origin,
  ...(view !== undefined && { id: view }),
  serial,
  rrsets,
})
