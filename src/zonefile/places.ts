// Where the RRsets of a zone and their values stand, as positions in arrays of integers: zones have millions.
import type { RRset } from '../dns/rrset.ts'

export interface Places {
  /** Notes an RRset, and its values in their order, by position. */
  add(rrset: RRset, position: number, valuePositions: readonly number[]): void
  /** Position of an RRset, or of one of its values; undefined if it was not noted. */
  positionOf(rrset: RRset, value?: number): number | undefined
}

export function makePlaces(): Places {
  const rrsets: RRset[] = []
  const positions = growingList()
  /** Of each RRset, where its values start in `valuePositions`. */
  const firstValues = growingList()
  const valuePositions = growingList()
  /** Made when a place is first asked for, which is when something is wrong. */
  let indexes: Map<RRset, number> | undefined

  return {
    add(rrset, position, values) {
      indexes?.set(rrset, rrsets.length)
      rrsets.push(rrset)
      positions.push(position)
      firstValues.push(valuePositions.length)
      for (const value of values) valuePositions.push(value)
    },
    positionOf(rrset, value) {
      indexes ??= new Map(rrsets.map((known, i) => [known, i]))
      const index = indexes.get(rrset)
      if (index === undefined) return undefined
      const first = firstValues.at(index)
      const end = index + 1 < rrsets.length ? firstValues.at(index + 1) : valuePositions.length
      const isNoted = value !== undefined && first + value < end
      return isNoted ? valuePositions.at(first + value) : positions.at(index)
    },
  }
}

interface GrowingList {
  readonly length: number
  at(index: number): number
  push(value: number): void
}

function growingList(): GrowingList {
  let values = new Int32Array(64)
  let length = 0
  return {
    get length() {
      return length
    },
    at: index => values[index]!,
    push(value) {
      if (length === values.length) {
        const larger = new Int32Array(2 * length)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
  }
}
