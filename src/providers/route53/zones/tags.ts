// Tags of hosted zones and health checks.
import type { Tag } from '@aws-sdk/client-route-53'
import { limits } from '../../../route53/limits.ts'
import type { Api, CallOptions } from '../api/api.ts'

export type Tags = Readonly<Record<string, string>>

/** The tags of each of the resources that exist. */
export async function readTags(
  api: Api,
  kind: 'hostedzone' | 'healthcheck',
  ids: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, Tags>> {
  const tags = new Map<string, Tags>()
  for (let at = 0; at < ids.length; at += limits.resourcesPerTagRequest) {
    const some = ids.slice(at, at + limits.resourcesPerTagRequest)
    const input = { ResourceType: kind, ResourceIds: some }
    const { ResourceTagSets = [] } = await api.call('ListTagsForResources', input, options)
    for (const { ResourceId, Tags = [] } of ResourceTagSets)
      if (ResourceId) tags.set(ResourceId, tagsOf(Tags))
  }
  return tags
}

const tagsOf = (tags: readonly Tag[]): Tags =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
