// The health checks and networks that changed records are to refer to: planned first, created before the records
// change, updated and deleted after.
import type { Clock } from '../../../base/clock.ts'
import type { Problem } from '../../../base/errors.ts'
import type { HealthCheck } from '../../../dns/routing.ts'
import { type RRset, rrsetKey } from '../../../dns/rrset.ts'
import type { Change } from '../../../plan/plan.ts'
import type { ResourceIds } from '../../../route53/from-rrset.ts'
import type { CallOptions, ZoneRef } from '../api/api.ts'
import { type Account, readZone } from '../records/read-zone.ts'
import { imagesOf, type Touched } from '../records/touched.ts'
import { locationName } from './cidr.ts'
import { holdNetworks, type LocationOf } from './cidr-collections.ts'
import {
  createHealthChecks,
  deleteHealthChecks,
  type HealthCheckIds,
  updateHealthChecks,
} from './health-checks.ts'
import {
  type HealthCheckPlan,
  healthChecksOf,
  keyOf,
  planHealthChecks,
  withChildren,
} from './plan-health-checks.ts'
import { checkFrom } from './resources.ts'

/** The ids that the record sets of a change need. */
export type IdsOf = (change: Change) => ResourceIds

export interface PreparedResources {
  /** With something else in place of the ids that are not known yet. */
  readonly idsOf: IdsOf
  /** True if all ids are known, so that nothing has to be created. */
  readonly isComplete: boolean
  /** Creates what is missing; gives all ids. */
  create(): Promise<IdsOf>
  /** Takes back what has been created, as far as that goes. */
  undo(): Promise<void>
  /** Updates in place what records refer to already. */
  update(): Promise<void>
  /** Deletes what nothing refers to any more; says what is left over. */
  cleanUp(): Promise<Problem[]>
}

interface Preparing {
  readonly account: Account
  readonly clock: Clock
  readonly zone: ZoneRef
  readonly options: CallOptions
}

/** Finds out what changes need that is not there. Sends nothing but questions. */
export async function prepareResources(
  preparing: Preparing,
  changes: readonly Change[],
  before: Touched,
): Promise<PreparedResources> {
  const { account, clock, zone, options } = preparing
  const plan = await planFor(preparing, changes, before)
  const held = heldLocations(changes, before)
  const placed = changes.filter(change => isPlaced(change) && !held.has(rrsetKey(change)))
  let idOf: HealthCheckIds = check =>
    check.type === 'reference' ? check.id : (plan.ids.get(keyOf(check)) ?? keyOf(check))
  const idsOf =
    (healthCheckId: HealthCheckIds, locations: ReadonlyMap<string, LocationOf>): IdsOf =>
    change => ({
      zoneId: zone.id,
      healthCheckId,
      cidrLocation: locations.get(rrsetKey(change)) ?? held.get(rrsetKey(change)) ?? nowhere,
    })
  return {
    idsOf: idsOf(idOf, new Map()),
    isComplete: plan.creates.length === 0 && placed.length === 0,
    async create() {
      const lists = placed.map(change => networkListsOf(change))
      const locations = placed.length > 0 ? await holdNetworks(account.api, lists, clock, options) : []
      idOf = await createHealthChecks(account, zone, plan, clock, options)
      return idsOf(idOf, new Map(placed.map((change, i) => [rrsetKey(change), locations[i]!])))
    },
    async undo() {
      const created = plan.creates.map(idOf).reverse()
      await deleteHealthChecks(account, await unneeded(preparing, created).catch(() => []), options)
    },
    update: () => updateHealthChecks(account, plan.updates, idOf, options),
    cleanUp: async () => deleteHealthChecks(account, await unneeded(preparing, plan.deletes), options),
  }
}

const noChecks: HealthCheckPlan = { ids: new Map(), creates: [], updates: [], deletes: [] }

async function planFor(
  { account: { resources }, zone, options }: Preparing,
  changes: readonly Change[],
  before: Touched,
): Promise<HealthCheckPlan> {
  const images = changes.flatMap(imagesOf).flatMap(healthChecksOf)
  if (images.length === 0) return noChecks
  const wanted = changes.flatMap((change): HealthCheck[] =>
    change.action === 'delete' ? [] : healthChecksOf(change.after),
  )
  const checks = await resources.allHealthChecks(options)
  const replaced = changes.flatMap(({ owner, type }) =>
    before.setsOf(owner, type).flatMap(({ HealthCheckId }) => HealthCheckId ?? []),
  )
  return planHealthChecks(wanted, {
    zoneId: zone.id,
    checks,
    definitionOf: id => checkFrom(checks, id),
    keptBySets: before.otherHealthChecks,
    replaced: new Set(replaced),
  })
}

/** Those of some checks to which nothing in the zone refers, nor a check that stays, as things are now. */
async function unneeded({ account, zone, options }: Preparing, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  account.resources.forget()
  const used = new Set<string>()
  for await (const page of readZone(account, zone, options))
    for (const { sets } of page)
      for (const { HealthCheckId } of sets) if (HealthCheckId) used.add(HealthCheckId)
  const checks = await account.resources.allHealthChecks(options)
  const staying = [...checks.keys()].filter(id => !ids.includes(id))
  const needed = withChildren(checks, [...used, ...staying])
  return ids.filter(id => !needed.has(id))
}

const isPlaced = (change: Change): boolean => change.action !== 'delete' && change.after.policy?.kind === 'ip'

const setsOf = ({ policy }: RRset) => policy?.sets ?? []
const isDefault = (networks: readonly string[]): boolean => networks[0] === '*'

/** The networks that an RRset is to have, set by set, without the default. */
const networkListsOf = (change: Change): (readonly string[])[] =>
  change.action === 'delete'
    ? []
    : setsOf(change.after).flatMap(({ networks }) => (networks && !isDefault(networks) ? [networks] : []))

const nowhere: LocationOf = networks => ({ CollectionId: '', LocationName: networks.join(' ') })

/** Where the RRsets that are there find their networks, if they need no others; all are in one collection. */
function heldLocations(changes: readonly Change[], before: Touched): Map<string, LocationOf> {
  const held = new Map<string, LocationOf>()
  for (const change of changes.filter(isPlaced)) {
    const { owner, type } = change
    const rrset = before.get(owner, type)
    const names = new Map<string, string>()
    let collection: string | undefined
    for (const { SetIdentifier, CidrRoutingConfig: routing } of before.setsOf(owner, type)) {
      const networks = rrset && setsOf(rrset).find(({ id }) => id === SetIdentifier)?.networks
      if (!networks || !routing) continue
      collection = routing.CollectionId
      if (!isDefault(networks)) names.set(locationName(networks), routing.LocationName)
    }
    if (collection === undefined || !networkListsOf(change).every(list => names.has(locationName(list))))
      continue
    const CollectionId = collection
    held.set(rrsetKey(change), networks => ({
      CollectionId,
      LocationName: isDefault(networks) ? '*' : names.get(locationName(networks))!,
    }))
  }
  return held
}
