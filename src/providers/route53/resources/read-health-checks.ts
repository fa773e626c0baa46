// Reads health checks with their tags in few requests: one by one if they are few, otherwise all, in pages as
// large as they come.
import type { HealthCheck as ApiHealthCheck } from '@aws-sdk/client-route-53'
import type { HealthConfig } from '../../../route53/health-config.ts'
import { limits } from '../../../route53/limits.ts'
import type { Api, CallOptions } from '../api/api.ts'
import { isApiFault } from '../api/api-fault.ts'
import { readTags, type Tags } from '../zones/tags.ts'

/** A health check as the account holds it. */
export interface HeldHealthCheck {
  readonly id: string
  /** Counted up by each change; a change states the version that it is made on. */
  readonly version: number
  readonly config: HealthConfig
  readonly tags: Tags
}

/** Up to this many are asked for each by itself. */
const few = 3

type Untagged = Omit<HeldHealthCheck, 'tags'>

/** The health checks of some ids, or all there are; one that does not exist is left out. */
export async function readHealthChecks(
  api: Api,
  ids: readonly string[] | undefined,
  options: CallOptions,
): Promise<ReadonlyMap<string, HeldHealthCheck>> {
  const isFew = ids && ids.length <= few
  const found = await (isFew ? oneByOne(api, ids, options) : fromList(api, ids, options))
  const foundIds = found.map(({ id }) => id)
  const tags = await readTags(api, 'healthcheck', foundIds, options)
  return new Map(found.map(check => [check.id, { ...check, tags: tags.get(check.id) ?? {} }]))
}

async function oneByOne(api: Api, ids: readonly string[], options: CallOptions): Promise<Untagged[]> {
  const found: Untagged[] = []
  for (const id of ids)
    try {
      const { HealthCheck } = await api.call('GetHealthCheck', { HealthCheckId: id }, options)
      found.push(untagged(HealthCheck!))
    } catch (error) {
      if (!isApiFault(error, 'NoSuchHealthCheck')) throw error
    }
  return found
}

/** The list ends as soon as it has shown all that are wanted. */
async function fromList(
  api: Api,
  ids: readonly string[] | undefined,
  options: CallOptions,
): Promise<Untagged[]> {
  const found: Untagged[] = []
  const missing = new Set(ids)
  for await (const check of listed(api, options)) {
    if (ids && !missing.delete(check.id)) continue
    found.push(check)
    if (ids && missing.size === 0) break
  }
  return found
}

async function* listed(api: Api, options: CallOptions): AsyncGenerator<Untagged> {
  let marker: string | undefined
  do {
    const input = { MaxItems: limits.healthChecksPerPage, ...(marker !== undefined && { Marker: marker }) }
    const page = await api.call('ListHealthChecks', input, options)
    yield* (page.HealthChecks ?? []).map(untagged)
    marker = page.IsTruncated ? page.NextMarker : undefined
  } while (marker !== undefined)
}

const untagged = ({ Id, HealthCheckVersion, HealthCheckConfig }: ApiHealthCheck): Untagged => ({
  id: Id!,
  version: HealthCheckVersion!,
  config: HealthCheckConfig as HealthConfig,
})
