// Opens an account at Route 53 as a provider.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Name } from '../../dns/name.ts'
import { parseTtl } from '../../dns/ttl.ts'
import { openStore, type Store } from '../../store/store.ts'
import type { Provider, ProviderDependencies, ZoneInfo } from '../contract.ts'
import type { CallOptions } from './api/api.ts'
import { connect, realPulse } from './api/connect.ts'
import type { Pulse } from './api/pacer.ts'
import { type Applying, applyChanges, movedAtRoute53 } from './apply.ts'
import { route53Capabilities } from './capabilities.ts'
import { type Account, readZone } from './records/read-zone.ts'
import { openResources } from './resources/resources.ts'
import type { Route53Settings } from './settings.ts'
import { createZone } from './zones/create-zone.ts'
import { deleteZone } from './zones/delete-zone.ts'
import { describeZone } from './zones/describe-zone.ts'
import type { HostedZone } from './zones/hosted-zone.ts'
import { openHostedZones } from './zones/hosted-zones.ts'
import { selectionOf } from './zones/selection.ts'

/** Locks hold between those who share the folder; against all others AWS itself refuses what has moved. */
const lockFolder = join('.dnsctl', 'locks')

/** Makes a provider of an account; AWS is first asked when something of it is. */
export function accountProvider(
  settings: Route53Settings,
  { name, clock, baseDir, listener, lockWaitMs }: ProviderDependencies,
  pulse: Pulse = realPulse,
): Provider {
  const api = connect(settings, pulse, listener)
  const zones = openHostedZones(api, selectionOf(api, settings))
  const account: Account = { api, resources: openResources(api) }
  const findFresh = (origin: Name, options: CallOptions): Promise<HostedZone | undefined> => {
    zones.forget(origin)
    return zones.find(origin, options)
  }
  const applying: Applying = {
    account,
    clock,
    pulse,
    syncTimeoutMs: parseTtl(settings.sync_timeout) * 1000,
    findZone: findFresh,
    createZone: (origin, options) => createZone(api, zones, settings, origin, options),
  }
  let locks: Store | undefined
  const openLocks = (): Store => {
    const path = resolve(baseDir, lockFolder)
    mkdirSync(path, { recursive: true })
    return (locks ??= openStore(path, { create: true, clock, lockWaitMs }))
  }

  return {
    name,
    capabilities: route53Capabilities(settings),
    async *listZones() {
      for await (const zone of zones.list({ what: 'listing hosted zones' })) yield infoOf(zone)
    },
    async findZone(origin) {
      const found = await zones.find(origin, { what: `finding ${origin}` })
      return found && infoOf(found)
    },
    async *readZone(origin) {
      const options = { what: `reading ${origin}` }
      const zone = await zones.get(origin, options)
      for await (const page of readZone(account, zone, options)) yield page.map(({ rrset }) => rrset)
    },
    withLock: (origin, work) => openLocks().withLock(origin, work),
    movedSince: changes => movedAtRoute53(applying, changes),
    apply: (changes, listener) => applyChanges(applying, changes, listener),
    async createZone(origin, listener) {
      return infoOf(await createZone(api, zones, settings, origin, { what: `creating ${origin}`, listener }))
    },
    async deleteZone(origin, expected, listener) {
      const options = { what: `deleting ${origin}`, listener }
      zones.forget(origin)
      await deleteZone(account, await zones.get(origin, options), expected, options)
      zones.forget(origin)
    },
    async describeZone(origin) {
      const options = { what: `describing ${origin}` }
      return describeZone(api, await zones.get(origin, options), options)
    },
    async close() {
      api.close()
      await locks?.close()
    },
  }
}

const infoOf = ({ origin, id, recordSets }: HostedZone): ZoneInfo => ({
  origin,
  id,
  ...(recordSets !== undefined && { rrsets: recordSets }),
})
