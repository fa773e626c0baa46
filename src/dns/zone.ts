// A zone's RRsets, found by owner.
import { fault } from '../base/errors.ts'
import { isAtOrBelow, type Name, nameKey } from './name.ts'
import type { RRTypeName } from './rr/define-type.ts'
import type { RRset } from './rrset.ts'

export class Zone {
  readonly origin: Name
  readonly #nodes = new Map<Name, RRset[]>()
  #size = 0

  constructor(origin: Name, rrsets: Iterable<RRset> = []) {
    this.origin = origin
    for (const rrset of rrsets) this.add(rrset)
  }

  /** Number of RRsets. */
  get size(): number {
    return this.#size
  }

  /** Adds an RRset; refuses one of the same name and type, and one outside the zone. */
  add(rrset: RRset): void {
    if (!isAtOrBelow(rrset.owner, this.origin))
      throw fault('rdata-invalid', `${rrset.owner} is outside the zone ${this.origin}`)
    const key = nameKey(rrset.owner)
    const node = this.#nodes.get(key)
    if (!node) this.#nodes.set(key, [rrset])
    else if (node.some(other => other.type === rrset.type))
      throw fault('rdata-invalid', `${rrset.owner} ${rrset.type} is there twice`)
    else node.push(rrset)
    this.#size++
  }

  /** Adds an RRset in place of the one of the same name and type, if there is one. */
  replace(rrset: RRset): void {
    this.delete(rrset.owner, rrset.type)
    this.add(rrset)
  }

  /** Removes an RRset; says whether it was there. */
  delete(owner: Name, type: RRTypeName): boolean {
    const key = nameKey(owner)
    const node = this.#nodes.get(key)
    const index = node?.findIndex(rrset => rrset.type === type) ?? -1
    if (!node || index < 0) return false
    node.splice(index, 1)
    if (node.length === 0) this.#nodes.delete(key)
    this.#size--
    return true
  }

  get(owner: Name, type: RRTypeName): RRset | undefined {
    return this.#nodes.get(nameKey(owner))?.find(rrset => rrset.type === type)
  }

  /** The RRsets at one owner; none if nothing is there. */
  at(owner: Name): readonly RRset[] {
    return this.#nodes.get(nameKey(owner)) ?? []
  }

  /** The owners in lower case, in the order they came. */
  owners(): IterableIterator<Name> {
    return this.#nodes.keys()
  }

  /** Every RRset, in the order their owners came. */
  *rrsets(): IterableIterator<RRset> {
    for (const node of this.#nodes.values()) yield* node
  }
}
