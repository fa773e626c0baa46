// Tags of hosted zones and health checks.
import type { Tag } from '@aws-sdk/client-route-53'
import type { Api, CallOptions } from '../api/api.ts'

export type Tags = Readonly<Record<string, string>>

/** The most resources of which one request tells the tags. */
const resourcesARequest = 10

/** The tags of each of the resources that exist. */
export async function readTags(
  api: Api,
  kind: 'hostedzone' | 'healthcheck',
  ids: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, Tags>> {
  const tags = new Map<string, Tags>()
  for (let at = 0; at < ids.length; at += resourcesARequest) {
    const some = ids.slice(at, at + resourcesARequest)
    const input = { ResourceType: kind, ResourceIds: some }
    const { ResourceTagSets = [] } = await api.call('ListTagsForResources', input, options)
    for (const { ResourceId, Tags = [] } of ResourceTagSets)
      if (ResourceId) tags.set(ResourceId, tagsOf(Tags))
  }
  return tags
}

const tagsOf = (tags: readonly Tag[]): Tags =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
