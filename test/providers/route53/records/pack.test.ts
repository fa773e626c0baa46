import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fits, type Parcel, pack } from '../../../../src/providers/route53/records/pack.ts'

const limit = { records: 10, characters: 100, changes: 10 }

/** A parcel of so many records, as many changes, and characters. */
const parcel = (records: number, characters = 0, after: number[] = []): Parcel => ({
  cost: { records, characters, changes: records },
  after,
})
const many = (count: number, one: Parcel): Parcel[] => Array.from({ length: count }, () => one)

test.each<[string, Parcel[], number[][]]>([
  ['nothing', [], []],
  ['one batch, in order', [parcel(1), parcel(2), parcel(3)], [[0, 1, 2]]],
  ['records count', [parcel(6), parcel(6)], [[0], [1]]],
  ['characters count', [parcel(1, 60), parcel(1, 60)], [[0], [1]]],
  ['what costs nothing', [parcel(10), parcel(0)], [[0, 1]]],
  [
    'gaps are filled',
    [parcel(6), parcel(6), parcel(4), parcel(4)],
    [
      [0, 2],
      [1, 3],
    ],
  ],
  [
    'small ones first in order',
    [parcel(4), parcel(4), parcel(6), parcel(6)],
    [
      [0, 2],
      [1, 3],
    ],
  ],
  ['a gap before what it waits for stays', [parcel(6), parcel(6), parcel(4, 0, [1])], [[0], [1, 2]]],
  [
    'only the search finds it',
    [3, 3, 2, 5, 5, 2].map(n => parcel(n)),
    [
      [0, 1, 2, 5],
      [3, 4],
    ],
  ],
  [
    'orders are kept by the search',
    [parcel(4), parcel(4), parcel(6, 0, [0]), parcel(6, 0, [1])],
    [
      [0, 2],
      [1, 3],
    ],
  ],
])('%s', (_title, parcels, batches) => {
  const packed = pack(parcels, limit)
  expect(packed.length).toBe(batches.length)
  expect(packed.map(batch => [...batch].sort((a, b) => a - b)).sort()).toEqual([...batches].sort())
})

test.each([
  [10_000, 1, 10],
  [10_001, 1, 11],
  [3000, 3, 10],
  [100_000, 1, 100],
])('%i parcels of %i records go into %i batches of 1,000', (count, records, batches) => {
  const packed = pack(many(count, parcel(records, records * 8)), {
    records: 1000,
    characters: 32_000,
    changes: 1000,
  })
  expect(packed.length).toBe(batches)
})

const anyParcels = (most: number) =>
  fc
    .array(
      fc.record({
        records: fc.nat(10),
        characters: fc.nat(100),
        after: fc.array(fc.nat(most), { maxLength: 2 }),
      }),
      {
        maxLength: most,
      },
    )
    .map(drafts =>
      drafts.map(
        ({ records, characters, after }, index): Parcel => ({
          ...parcel(records, characters),
          after: index % 2 === 0 ? [] : [...new Set(after)].filter(other => other < index),
        }),
      ),
    )

function expectValid(parcels: readonly Parcel[], batches: readonly (readonly number[])[]): void {
  expect(batches.flat().sort((a, b) => a - b)).toEqual([...parcels.keys()])
  const batchOf = new Map(batches.flatMap((batch, at) => batch.map(index => [index, at] as const)))
  for (const batch of batches) {
    expect(batch).toEqual([...batch].sort((a, b) => a - b))
    const sum = (measure: keyof Parcel['cost']) =>
      batch.reduce((total, index) => total + parcels[index]!.cost[measure], 0)
    expect(
      fits({ records: sum('records'), characters: sum('characters'), changes: sum('changes') }, limit),
    ).toBe(true)
  }
  for (const [index, { after }] of parcels.entries())
    for (const other of after) expect(batchOf.get(other)! <= batchOf.get(index)!).toBe(true)
}

/** The least number of batches, by trying all. */
function leastOf(parcels: readonly Parcel[]): number {
  const tryAll = (at: number, bins: readonly (readonly number[])[], count: number): boolean => {
    if (at === parcels.length) {
      const batchOf = new Map(bins.flatMap((bin, b) => bin.map(index => [index, b] as const)))
      return parcels.every(({ after }, i) => after.every(other => batchOf.get(other)! <= batchOf.get(i)!))
    }
    return bins.some((bin, b) => {
      const sum = (measure: keyof Parcel['cost']) =>
        [...bin, at].reduce((total, index) => total + parcels[index]!.cost[measure], 0)
      const fitting = fits(
        { records: sum('records'), characters: sum('characters'), changes: sum('changes') },
        limit,
      )
      return fitting && tryAll(at + 1, bins.with(b, [...bin, at]), count)
    })
  }
  for (let count = 0; ; count++) if (tryAll(0, Array<number[]>(count).fill([]), count)) return count
}

test('a packing is whole, within limits and in order', () => {
  fc.assert(
    fc.property(anyParcels(60), parcels => expectValid(parcels, pack(parcels, limit))),
    { numRuns: 200 },
  )
})

test('a small packing is the smallest', () => {
  fc.assert(
    fc.property(anyParcels(7), parcels => {
      const packed = pack(parcels, limit)
      expectValid(parcels, packed)
      expect(packed.length).toBe(leastOf(parcels))
    }),
    { numRuns: 300 },
  )
})
