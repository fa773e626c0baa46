// Opens an account at Route 53 as a provider.
import type { Name } from '../../dns/name.ts'
import { parseTtl } from '../../dns/ttl.ts'
import type { Provider, ProviderDependencies, WriteContext, ZoneInfo } from '../contract.ts'
import { breakLease, holdLease } from '../lease/hold-lease.ts'
import { leaseKeeper } from '../lease/lease-keeper.ts'
import type { Api, CallOptions } from './api/api.ts'
import { connect, realPulse } from './api/connect.ts'
import type { Pulse } from './api/pacer.ts'
import { type Applying, applyChanges, readChosen } from './apply.ts'
import { route53Capabilities } from './capabilities.ts'
import { eagerly } from './lease/eager-register.ts'
import { openFolderRegister } from './lease/folder-register.ts'
import { guardedApi } from './lease/guarded-api.ts'
import { ZoneLocks } from './lease/zone-locks.ts'
import { type Account, readZone } from './records/read-zone.ts'
import { openResources } from './resources/resources.ts'
import type { Route53Settings } from './settings.ts'
import { createZone } from './zones/create-zone.ts'
import { deleteZone } from './zones/delete-zone.ts'
import { describeZone } from './zones/describe-zone.ts'
import type { HostedZone } from './zones/hosted-zone.ts'
import { openHostedZones } from './zones/hosted-zones.ts'
import { selectionOf } from './zones/selection.ts'

/** Long, as each renewal is a change of the zone, and requests may have to wait for minutes. */
const leaseMs = 180_000

/** Makes a provider of an account; AWS is first asked when something of it is. */
export function accountProvider(
  settings: Route53Settings,
  { name, clock, baseDir, listener, leases }: ProviderDependencies,
  pulse: Pulse = realPulse,
): Provider {
  const api = connect(settings, pulse, listener)
  const zones = openHostedZones(api, selectionOf(api, settings))
  const account: Account = { api, resources: openResources(api) }
  const folder = openFolderRegister(baseDir, clock)
  const keeper = leaseKeeper(clock, listener, { leaseMs, ...leases })
  const { forget, find: findZone } = zones
  const locks = new ZoneLocks({ ...keeper, api, findZone, forget, folder })
  const findFresh = (origin: Name, options: CallOptions): Promise<HostedZone | undefined> => {
    zones.forget(origin)
    return zones.find(origin, options)
  }
  const makeZone = (api: Api, origin: Name, { lease, record, begun }: WriteContext, options: CallOptions) => {
    const confirm = () => locks.confirm(lease)
    return createZone({ api, zones, settings, record, confirm, begun }, origin, options)
  }
  const syncTimeoutMs = parseTtl(settings.sync_timeout) * 1000
  const applying: Applying = {
    account,
    clock,
    pulse,
    syncTimeoutMs,
    locks,
    findZone: findFresh,
    createZone: makeZone,
  }
  const infoOf = (zone: HostedZone): ZoneInfo => zoneInfo(zone, locks.isInZone(zone.origin))

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
    readRRsets: (origin, keys) => readChosen(applying, origin, keys),
    withLease: (origin, terms, work) => holdLease(eagerly(locks), origin, terms, keeper, work),
    leaseOf: origin => locks.read(origin),
    breakLease: (origin, seen) => breakLease(locks, origin, seen),
    apply: (changes, context) => applyChanges(applying, changes, context),
    async createZone(origin, context) {
      const { lease, listener } = context
      const options = { what: `creating ${origin}`, listener }
      const guarded = guardedApi(api, () => locks.assertHeld(lease))
      return infoOf(await makeZone(guarded, origin, context, options))
    },
    async deleteZone(origin, expected, context) {
      const options = { what: `deleting ${origin}`, listener: context.listener }
      zones.forget(origin)
      await deleteZone({ account, locks, context, options }, await zones.get(origin, options), expected)
      zones.forget(origin)
    },
    async describeZone(origin) {
      const options = { what: `describing ${origin}` }
      return describeZone(api, await zones.get(origin, options), options)
    },
    async close() {
      api.close()
      await folder.close()
    },
  }
}

/** A lock of our own is no RRset of the zone; that of others cannot be told without reading it. */
const zoneInfo = ({ origin, id, recordSets }: HostedZone, hasLock: boolean): ZoneInfo => ({
  origin,
  id,
  ...(recordSets !== undefined && { rrsets: recordSets - (hasLock ? 1 : 0) }),
})
