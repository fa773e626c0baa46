// A set of names that the question's name, or one of its suffixes, is looked up in: on octets, by hash.
import { nameKey, nameToWire, parseName } from '../../dns/name.ts'
import { type AskedName, createAskedName, takeName } from './asked-name.ts'

/*
 *  slots  hash, place + 1 of the name in the arena   (0: empty), twice as many as names at least
 *  arena  names in wire form and lower case, one behind another
 */
export interface NameSet {
  readonly slots: Int32Array
  readonly arena: Uint8Array
  /** By number of labels: whether there is a name with so many; with the fewest and the most. */
  readonly counts: Uint8Array
  readonly fewest: number
  readonly most: number
}

const maxLabels = 127

/** Makes a set of names in presentation form; throws `name-syntax`. `seed` is that of the names that are looked up. */
export function createNameSet(names: readonly string[], seed: number): NameSet {
  const wires = [...new Set(names.map(keyOf))].map(key => nameToWire(key))
  const slots = new Int32Array(2 * 2 ** Math.ceil(Math.log2(2 * wires.length + 2)))
  const arena = new Uint8Array(wires.reduce((sum, { length }) => sum + length, 0))
  const counts = new Uint8Array(maxLabels + 1)
  const name = createAskedName(() => seed)
  let end = 0
  for (const wire of wires) {
    takeName(name, wire, 0, wire.length)
    const hash = name.hashes[0]!
    let at = slotOf(slots, hash)
    while (slots[at + 1] !== 0) at = nextSlot(slots, at)
    slots[at] = hash
    slots[at + 1] = end + 1
    arena.set(wire, end)
    end += wire.length
    counts[name.labels] = 1
  }
  return { slots, arena, counts, fewest: counts.indexOf(1), most: counts.lastIndexOf(1) }
}

/** A name in lower case; the dot at its end may be left out. */
const keyOf = (name: string) => nameKey(parseName(name === '' ? '.' : name, parseName('.')))

const slotOf = (slots: Int32Array, hash: number): number =>
  2 * ((hash ^ (hash >>> 16)) & (slots.length / 2 - 1))
const nextSlot = (slots: Int32Array, at: number): number => (at + 2) & (slots.length - 1)

/** Says whether the set has the name itself, which must be read. */
export const hasName = (set: NameSet, name: AskedName): boolean =>
  set.counts[name.labels] === 1 && hasSuffixAt(set, name, 0)

/** Says whether the set has the name, or one that it lies below; the name must be read. */
export function hasNameOrAbove(set: NameSet, name: AskedName): boolean {
  const { counts, fewest } = set
  if (fewest < 0) return false
  for (let count = Math.min(set.most, name.labels); count >= fewest; count--)
    if (counts[count] === 1 && hasSuffixAt(set, name, name.labels - count)) return true
  return false
}

function hasSuffixAt({ slots, arena }: NameSet, name: AskedName, label: number): boolean {
  const hash = name.hashes[label]!
  for (let at = slotOf(slots, hash); slots[at + 1] !== 0; at = nextSlot(slots, at))
    if (slots[at] === hash && isSame(arena, slots[at + 1]! - 1, name, name.starts[label]!)) return true
  return false
}

function isSame(arena: Uint8Array, start: number, { octets, length }: AskedName, from: number): boolean {
  for (let i = from, at = start; i < length; i++, at++) if (arena[at] !== octets[i]) return false
  return true
}
