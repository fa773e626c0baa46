// What is kept in the store beside zones: JSON values by kind and id, such as the health checks of an API.
import type { Databases } from './databases.ts'

export interface Resource<T> {
  readonly id: string
  readonly value: T
}

/** One value; undefined if there is none. */
export const readResource = <T>({ resources }: Databases, kind: string, id: string): T | undefined =>
  resources.get([kind, id]) as T | undefined

/** The values of a kind in the order of their ids, those behind `after` only. */
export function* readResources<T>(
  { resources }: Databases,
  kind: string,
  after?: string,
): Generator<Resource<T>> {
  const range = resources.getRange({ start: [kind, after ?? ''], end: [`${kind}\0`, ''] })
  for (const { key, value } of range) if (key[1] !== after) yield { id: key[1], value: value as T }
}
