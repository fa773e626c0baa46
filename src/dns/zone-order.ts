// The order in which zones are written and shown: owners as RFC 4034 §6.1 has them, so the apex first.
import { type Name, nameOrderKey } from './name.ts'
import { compareTypes } from './rr/type-order.ts'
import type { RRset } from './rrset.ts'
import type { Zone } from './zone.ts'

/** The owners of a zone in canonical order, in lower case. */
export function ownersInOrder(zone: Zone): Name[] {
  const owners = [...zone.owners()].map(owner => ({ owner, key: nameOrderKey(owner) }))
  return owners.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ owner }) => owner)
}

/** Every RRset of a zone: by owner in canonical order, then by type. */
export function* rrsetsInOrder(zone: Zone): Generator<RRset> {
  for (const owner of ownersInOrder(zone)) {
    const rrsets = zone.at(owner)
    yield* rrsets.length > 1 ? rrsets.toSorted((a, b) => compareTypes(a.type, b.type)) : rrsets
  }
}
