// Tags of hosted zones and health checks.
import { limits } from '../../../route53/limits.ts'
import type { Store } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { choice, list, text } from '../form/shapes.ts'
import { required, struct, uri } from '../form/struct.ts'
import { quotas } from '../quotas.ts'
import { shownCheck } from '../state/health-checks.ts'
import { hostedZone } from '../state/hosted-zones.ts'
import { putTags, type TaggedType, tagsOf } from '../state/tags.ts'
import { transact } from '../state/transact.ts'

const tag = struct({
  Key: text({ max: limits.tagKeyCharacters }),
  Value: text({ max: limits.tagValueCharacters }),
})
const resourceType = choice('healthcheck', 'hostedzone')
const resourceId = text({ max: 64 })
const tagSet = struct({
  ResourceType: required(resourceType),
  ResourceId: required(text()),
  Tags: required(list('Tag', tag)),
})

const some = { min: 1, max: limits.tagsPerRequest }

export const changeTagsForResource = defineOperation({
  name: 'ChangeTagsForResource',
  method: 'POST',
  path: '/2013-04-01/tags/{ResourceType}/{ResourceId}',
  input: struct({
    ResourceType: uri(resourceType),
    ResourceId: uri(resourceId),
    AddTags: list('Tag', tag, some),
    RemoveTagKeys: list('Key', text({ max: limits.tagKeyCharacters }), some),
  }),
  output: struct({}),
  run: ({ store }, { ResourceType, ResourceId, AddTags, RemoveTagKeys }) =>
    transact(store, t => {
      refuseUnknown(store, ResourceType, ResourceId)
      if (!AddTags && !RemoveTagKeys)
        throw new ApiError(
          'InvalidInput',
          'Expected at least one of [AddTags, RemoveTagKeys], but found none',
        )
      const tags = new Map(tagsOf(t, ResourceType, ResourceId).map(({ Key, Value }) => [Key, Value]))
      for (const key of RemoveTagKeys ?? []) tags.delete(key)
      for (const { Key = '', Value = '' } of AddTags ?? []) {
        if (Key === '' || Key.startsWith('aws:'))
          throw new ApiError('InvalidInput', `Invalid tag key '${Key}'`)
        tags.set(Key, Value)
      }
      if (tags.size > quotas.tagsPerResource)
        throw new ApiError(
          'InvalidInput',
          `The number of tags exceeds the limit of ${quotas.tagsPerResource}`,
        )
      putTags(
        t,
        ResourceType,
        ResourceId,
        [...tags].map(([Key, Value]) => ({ Key, Value })),
      )
      return {}
    }),
})

function refuseUnknown(store: Store, type: TaggedType, id: string): void {
  if (type === 'hostedzone') hostedZone(store, id)
  else shownCheck(store, id)
}

function shownTags(store: Store, ResourceType: TaggedType, ResourceId: string) {
  refuseUnknown(store, ResourceType, ResourceId)
  return { ResourceType, ResourceId, Tags: tagsOf(store, ResourceType, ResourceId) }
}

export const listTagsForResource = defineOperation({
  name: 'ListTagsForResource',
  method: 'GET',
  path: '/2013-04-01/tags/{ResourceType}/{ResourceId}',
  input: struct({ ResourceType: uri(resourceType), ResourceId: uri(resourceId) }),
  output: struct({ ResourceTagSet: required(tagSet) }),
  run: ({ store }, { ResourceType, ResourceId }) => ({
    ResourceTagSet: shownTags(store, ResourceType, ResourceId),
  }),
})

export const listTagsForResources = defineOperation({
  name: 'ListTagsForResources',
  method: 'POST',
  path: '/2013-04-01/tags/{ResourceType}',
  input: struct({
    ResourceType: uri(resourceType),
    ResourceIds: required(list('ResourceId', resourceId, { min: 1, max: limits.resourcesPerTagRequest })),
  }),
  output: struct({ ResourceTagSets: required(list('ResourceTagSet', tagSet)) }),
  run: ({ store }, { ResourceType, ResourceIds }) => ({
    ResourceTagSets: ResourceIds.map(id => shownTags(store, ResourceType, id)),
  }),
})
