import { expect, test } from 'vitest'
import { chains } from '../../src/proxy/control.ts'
import { engineCounters } from '../../src/proxy/engine/counters.ts'
import { chartedCounters } from '../../src/web/live-feed.ts'
import { chainNames } from '../../src/web/schemas.ts'

test('charts show counters that the engine has', () => {
  expect(chartedCounters.filter(name => !(engineCounters as readonly string[]).includes(name))).toEqual([])
})

test('the API knows all chains', () => {
  expect(chainNames).toEqual(chains)
})
