// Opens the embedded store as a provider.
import { resolve } from 'node:path'
import { fault } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import { openStore, type Store, storeExists, type ZoneHead } from '../../store/store.ts'
import { checkedCommit, creationOf, movedSince } from '../checked-commit.ts'
import type { Capabilities, Provider, ProviderDependencies, ZoneInfo } from '../contract.ts'
import { refuseOtherContent } from '../expected-content.ts'
import { lastChange } from '../last-change.ts'
import type { LocalSettings } from './settings.ts'

/** Makes a provider of the store at a path, which need not be there yet. */
export function storeProvider(
  settings: LocalSettings,
  { name, clock, baseDir, lockWaitMs }: ProviderDependencies,
  capabilities: Capabilities,
): Provider {
  const path = resolve(baseDir, settings.store)
  let opened: Store | undefined
  /** Reading never makes a store, so that a plan leaves no trace. */
  const found = (): Store | undefined =>
    (opened ??= storeExists(path) ? openStore(path, { create: false, clock, lockWaitMs }) : undefined)
  const made = (): Store => (opened ??= openStore(path, { create: true, clock, lockWaitMs }))
  const foundFor = (origin: Name): Store => {
    const store = found()
    if (store) return store
    throw fault('zone-missing', `there is no store at ${settings.store}, so no ${origin} in it`)
  }

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
    withLock: (origin, work) => made().withLock(origin, work),
    async movedSince(changes) {
      const store = found()
      const exists = store?.zone(changes.zone) !== undefined
      return movedSince(changes, { exists, get: (owner, type) => store?.rrset(changes.zone, owner, type) })
    },
    async apply(changes) {
      const { commit, serial } = await made().commit(changes.zone, ({ head, get }) =>
        checkedCommit(changes, { exists: head !== undefined, get }, clock()),
      )
      return { serial, id: String(commit) }
    },
    async createZone(origin) {
      await made().commit(origin, ({ head, get }) => {
        if (head) throw fault('zone-exists', `${head.origin} is in the store ${settings.store} already`)
        return checkedCommit(creationOf(origin), { exists: false, get }, clock())
      })
      return infoOf(made().zone(origin)!)
    },
    async deleteZone(origin, expected) {
      await foundFor(origin).deleteZone(origin, rrsets => refuseOtherContent(origin, rrsets, expected))
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
