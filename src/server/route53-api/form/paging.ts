// Pages of listings.

/** A page, and what the next one starts with. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: T
}

/** Items from the first that `isAtOrBehind` the start, at most `wanted`, and never more than `most`. */
export function pageOf<T>(
  all: Iterable<T>,
  isAtOrBehind: (item: T) => boolean,
  wanted: number | undefined,
  most: number,
): Page<T> {
  const size = Math.min(wanted ?? most, most)
  const items: T[] = []
  for (const item of all) {
    if (!isAtOrBehind(item)) continue
    if (items.length === size) return { items, next: item }
    items.push(item)
  }
  return { items }
}

/** The page of items with ids, and the members that tell of it. */
export function markedPage<T extends { readonly id: string }>(
  all: Iterable<T>,
  { Marker = '', MaxItems }: { readonly Marker?: string; readonly MaxItems?: number },
  most: number,
) {
  const { items, next } = pageOf(all, ({ id }) => id >= Marker, MaxItems, most)
  return {
    items,
    members: {
      Marker,
      IsTruncated: next !== undefined,
      ...(next && { NextMarker: next.id }),
      MaxItems: Math.min(MaxItems ?? most, most),
    },
  }
}
