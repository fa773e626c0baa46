// Tags as the store keeps them: beside the hosted zones and health checks that they are on.
import type { StoreTransaction } from '../../../store/store.ts'
import type { StoreReading } from './transact.ts'

export type TaggedType = 'healthcheck' | 'hostedzone'

export interface Tag {
  readonly Key: string
  readonly Value: string
}

const kind = 'route53-tags'

/** The tags of a resource, in the order of their keys. */
export const tagsOf = (reading: StoreReading, type: TaggedType, id: string): readonly Tag[] =>
  reading.resource<readonly Tag[]>(kind, `${type}/${id}`) ?? []

/** Keeps the tags of a resource, in place of those it had. */
export function putTags(t: StoreTransaction, type: TaggedType, id: string, tags: readonly Tag[]): void {
  if (tags.length === 0) t.remove(kind, `${type}/${id}`)
  else
    t.put(
      kind,
      `${type}/${id}`,
      [...tags].sort((a, b) => (a.Key < b.Key ? -1 : 1)),
    )
}
