// The packet cache beside a plain Map: whatever is done, it never gives anything but what was kept last, and in time.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { finds } from '../../../src/proxy/cache/packet-cache.ts'
import { address, answeredOf, messageOf, openCache, transactionOf } from './exchange.ts'

type Step =
  | { readonly kind: 'insert'; readonly name: number; readonly ttl: number; readonly addresses: number }
  | { readonly kind: 'find' | 'findStale'; readonly name: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'flush'; readonly name: number; readonly keepStale: boolean }

const name = fc.nat(40)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('insert' as const),
      name,
      ttl: fc.integer({ min: 1, max: 50 }),
      addresses: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('find' as const, 'findStale' as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('flush' as const), name, keepStale: fc.boolean() }),
  },
)

const staleAge = 40
const nameOf = (i: number) => `${'x'.repeat(i)}${i}.example.com`

interface Kept {
  readonly since: number
  ttl: number
  readonly data: readonly string[]
}

function run(steps: readonly Step[], size: number): void {
  const { cache, keeper, clock } = openCache({ size, maximum_stale_age: staleAge, prefetch: 0 })
  const model = new Map<number, Kept>()
  let inserts = 0
  for (const step of steps) {
    if (step.kind === 'wait') clock.seconds += step.seconds
    else if (step.kind === 'insert') {
      const data = Array.from({ length: step.addresses }, (_, i) => `192.0.2.${(i + inserts) % 256}`)
      const answers = data.map(each => address(nameOf(step.name), step.ttl, each))
      cache.insert(answeredOf({ name: nameOf(step.name) }, { answers }))
      model.set(step.name, { since: clock.seconds, ttl: step.ttl, data })
      inserts++
    } else if (step.kind === 'flush') {
      keeper.flush({ name: nameOf(step.name), keepStale: step.keepStale })
      const kept = model.get(step.name)
      if (kept && step.keepStale) kept.ttl = Math.min(kept.ttl, clock.seconds - kept.since)
      else model.delete(step.name)
    } else {
      const t = transactionOf({ name: nameOf(step.name) })
      const isFound = step.kind === 'find' ? cache.find(t) !== finds.nothing : cache.findStale(t)
      if (isFound) expectKept(messageOf(t), model.get(step.name), clock.seconds, step.kind)
      else expect(messageOf(t).type).toBe('query')
    }
    const { entries } = keeper.report()
    expect(entries).toBeLessThanOrEqual(size)
    expect([...keeper.dump()]).toHaveLength(entries)
  }
  expect(keeper.report().inserts).toBe(inserts)
}

function expectKept(
  message: ReturnType<typeof messageOf>,
  kept: Kept | undefined,
  now: number,
  kind: string,
) {
  expect(kept).toBeDefined()
  const left = kept!.since + kept!.ttl - now
  expect(left).toBeGreaterThan(kind === 'find' ? 0 : -staleAge)
  expect(message.answers?.map(answer => ('data' in answer ? answer.data : ''))).toEqual(kept!.data)
  expect(new Set(message.answers?.map(answer => ('ttl' in answer ? answer.ttl : -1)))).toEqual(
    new Set([left > 0 ? left : 60]),
  )
}

test.each([5, 30])('a cache of size %i gives what was kept last', size => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), steps => run(steps, size)),
    { numRuns: 40 },
  )
})

test('whatever there is room for is found', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { maxLength: 60 }), names => {
      const { cache } = openCache({ size: 1000 })
      for (const name of names)
        cache.insert(answeredOf({ name: `${name}.example.com` }, { answers: [address('x.example', 60)] }))
      for (const name of names)
        expect(cache.find(transactionOf({ name: `${name}.example.com` }))).toBe(finds.fresh)
    }),
    { numRuns: 25 },
  )
})
