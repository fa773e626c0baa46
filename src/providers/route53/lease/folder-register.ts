// Leases of zones that Route 53 does not hold yet, kept in a store beside dnsctl.yaml for all who share that folder.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Clock } from '../../../base/clock.ts'
import { openStore, type Store, storeExists } from '../../../store/store.ts'
import type { LeaseRegister } from '../../lease/lease.ts'

const folder = join('.dnsctl', 'locks')

export interface FolderRegister extends LeaseRegister {
  close(): Promise<void>
}

/** Opens it; the folder is made with its first lease. */
export function openFolderRegister(baseDir: string, clock: Clock): FolderRegister {
  const path = resolve(baseDir, folder)
  let opened: Store | undefined
  const found = (): Store | undefined =>
    (opened ??= storeExists(path) ? openStore(path, { create: false, clock }) : undefined)
  const made = (): Store => {
    if (!opened) mkdirSync(path, { recursive: true })
    return (opened ??= openStore(path, { create: true, clock }))
  }
  return {
    read: async zone => found()?.lease(zone),
    swap: (zone, seen, next) => made().swapLease(zone, seen, next),
    close: async () => opened?.close(),
  }
}
