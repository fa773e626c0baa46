// The embedded store as a provider; `dnsctl serve` answers from the same store.
import { resolve } from 'node:path'
import { fault } from '../../base/errors.ts'
import { everyRecord } from '../../plan/capabilities.ts'
import { openStore, type Store, storeExists, type ZoneHead } from '../../store/store.ts'
import { checkedCommit, movedSince } from '../checked-commit.ts'
import type { Provider, ProviderKind, ZoneInfo } from '../contract.ts'
import { type LocalSettings, localType } from './settings.ts'

const infoOf = ({ origin, serial, rrsets }: ZoneHead): ZoneInfo => ({ origin, serial, rrsets })

/** The provider type `local`. */
export const local: ProviderKind<LocalSettings> = {
  ...localType,
  open: async (settings, { name, clock, baseDir, lockWaitMs }): Promise<Provider> => {
    const path = resolve(baseDir, settings.store)
    let opened: Store | undefined
    /** Reading never makes a store, so that a plan leaves no trace. */
    const found = (): Store | undefined =>
      (opened ??= storeExists(path) ? openStore(path, { create: false, clock, lockWaitMs }) : undefined)
    const made = (): Store => (opened ??= openStore(path, { create: true, clock, lockWaitMs }))

    return {
      name,
      capabilities: everyRecord,
      async *listZones() {
        for (const head of found()?.zones() ?? []) yield infoOf(head)
      },
      async findZone(origin) {
        const head = found()?.zone(origin)
        return head && infoOf(head)
      },
      async *readZone(origin) {
        const store = found()
        if (!store)
          throw fault('zone-missing', `there is no store at ${settings.store}, so no ${origin} in it`)
        yield* store.readZone(origin)
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
      close: async () => opened?.close(),
    }
  },
}
