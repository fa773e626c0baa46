// The health checks and CIDR blocks to which record sets refer: asked for when one does, and remembered.
import type { HealthCheck } from '../../../dns/routing.ts'
import { healthCheckOf } from '../../../route53/health.ts'
import type { CidrRoutingConfig, RecordSet } from '../../../route53/record-set.ts'
import type { ResourceLookup } from '../../../route53/to-rrset.ts'
import type { Api, CallOptions, ZoneRef } from '../api/api.ts'
import { type HeldHealthCheck, readHealthChecks } from './read-health-checks.ts'

/** The tag that says that a health check is ours; its value is the check's name in the zone file. */
export const healthNameTag = 'dnsctl:health'

export interface Resources {
  /** What some record sets refer to; only what is not known yet is asked for. */
  lookup(zone: ZoneRef, sets: Iterable<RecordSet>, options: CallOptions): Promise<ResourceLookup>
  /** The health checks of these ids and those that they sum up, but for those that do not exist. */
  healthChecks(ids: Iterable<string>, options: CallOptions): Promise<ReadonlyMap<string, HeldHealthCheck>>
  /** Every health check of the account. */
  allHealthChecks(options: CallOptions): Promise<ReadonlyMap<string, HeldHealthCheck>>
  /** The networks of a location of a CIDR collection. */
  networks(routing: CidrRoutingConfig, options: CallOptions): Promise<readonly string[]>
  /** Forgets everything: for whoever changes any of them, and whoever needs them as they are now. */
  forget(): void
}

/** What is remembered; work that began before it is forgotten goes on with what it began with. */
interface Memory {
  /** Undefined for what does not exist. */
  readonly checks: Map<string, HeldHealthCheck | undefined>
  readonly blocks: Map<string, readonly string[]>
  /** True if `checks` has all of the account. */
  hasAll: boolean
}

/** Makes an empty memory of an account's health checks and CIDR blocks. */
export function openResources(api: Api): Resources {
  const empty = (): Memory => ({ checks: new Map(), blocks: new Map(), hasAll: false })
  let memory = empty()
  return {
    async lookup(zone, sets, options) {
      const from = memory
      const { ids, routings } = referredBy(sets)
      const held = await healthChecksFrom(from, api, ids, options)
      for (const routing of routings.values()) await networksFrom(from, api, routing, options)
      return {
        zoneId: zone.id,
        healthCheck: id => checkFrom(held, id),
        networks: routing => from.blocks.get(blockKey(routing)) ?? [],
      }
    },
    healthChecks: (ids, options) => healthChecksFrom(memory, api, ids, options),
    async allHealthChecks(options) {
      const into = memory
      if (!into.hasAll)
        for (const [id, check] of await readHealthChecks(api, undefined, options)) into.checks.set(id, check)
      into.hasAll = true
      return heldOnly(into.checks)
    },
    networks: (routing, options) => networksFrom(memory, api, routing, options),
    forget() {
      memory = empty()
    },
  }
}

async function healthChecksFrom(
  { checks, hasAll }: Memory,
  api: Api,
  ids: Iterable<string>,
  options: CallOptions,
): Promise<ReadonlyMap<string, HeldHealthCheck>> {
  let missing = [...new Set(ids)].filter(id => !checks.has(id))
  while (missing.length > 0 && !hasAll) {
    const found = await readHealthChecks(api, missing, options)
    for (const id of missing) checks.set(id, found.get(id))
    missing = childrenOf(found.values()).filter(id => !checks.has(id))
  }
  return heldOnly(checks)
}

async function networksFrom(
  { blocks }: Memory,
  api: Api,
  routing: CidrRoutingConfig,
  options: CallOptions,
): Promise<readonly string[]> {
  const known = blocks.get(blockKey(routing))
  if (known) return known
  const networks = await readBlocks(api, routing, options)
  blocks.set(blockKey(routing), networks)
  return networks
}

const blockKey = ({ CollectionId, LocationName }: CidrRoutingConfig): string =>
  `${CollectionId}/${LocationName}`

function referredBy(sets: Iterable<RecordSet>) {
  const ids = new Set<string>()
  const routings = new Map<string, CidrRoutingConfig>()
  for (const { HealthCheckId, CidrRoutingConfig: routing } of sets) {
    if (HealthCheckId) ids.add(HealthCheckId)
    if (routing) routings.set(blockKey(routing), routing)
  }
  return { ids, routings }
}

const childrenOf = (checks: Iterable<HeldHealthCheck>): string[] => [
  ...new Set([...checks].flatMap(({ config }) => config.ChildHealthChecks ?? [])),
]

const heldOnly = (
  checks: ReadonlyMap<string, HeldHealthCheck | undefined>,
): ReadonlyMap<string, HeldHealthCheck> =>
  new Map([...checks].flatMap(([id, check]) => (check ? [[id, check] as const] : [])))

/** A check that is not ours, or of a kind that zone files cannot state, is referred to by its id. */
export function checkFrom(held: ReadonlyMap<string, HeldHealthCheck>, id: string): HealthCheck {
  const check = held.get(id)
  const name = check?.tags[healthNameTag]
  const stated =
    check && name !== undefined && healthCheckOf(check.config, name, child => checkFrom(held, child))
  return stated || { type: 'reference', id }
}

/** All blocks of one location; the location `*` has none of its own. */
async function readBlocks(
  api: Api,
  { CollectionId, LocationName }: CidrRoutingConfig,
  options: CallOptions,
): Promise<readonly string[]> {
  if (LocationName === '*') return ['*']
  const networks: string[] = []
  let token: string | undefined
  do {
    const input = { CollectionId, LocationName, ...(token !== undefined && { NextToken: token }) }
    const { CidrBlocks = [], NextToken } = await api.call('ListCidrBlocks', input, options)
    for (const { CidrBlock } of CidrBlocks) if (CidrBlock) networks.push(CidrBlock)
    token = NextToken
  } while (token !== undefined)
  return networks
}
