import { expect, test } from 'vitest'
import type { ProbeCheck } from '../../../src/dns/routing.ts'
import { atMost } from '../../../src/server/health/at-most.ts'
import type { ProbeResult } from '../../../src/server/health/check-state.ts'

const check = {} as ProbeCheck
const good: ProbeResult = { isGood: true, detail: '' }

/** Probes that run until they are told to end, in the order in which they began. */
function createProbes(limit: number) {
  const running: ((result: ProbeResult) => void)[] = []
  const probe = atMost(limit, () => new Promise(resolve => running.push(resolve)))
  const start = () => {
    const stopping = new AbortController()
    return { stop: () => stopping.abort(), result: probe(check, stopping.signal) }
  }
  return { running, start }
}
const settled = (): Promise<void> => new Promise(setImmediate)

test('no more run at once than may, and each has its turn', async () => {
  const { running, start } = createProbes(2)
  const all = Array.from({ length: 5 }, start)
  await settled()
  expect(running.length).toBe(2)
  for (const [index, started] of [3, 4, 5, 5, 5].entries()) {
    running[index]!(good)
    await settled()
    expect(running.length).toBe(started)
  }
  expect(await Promise.all(all.map(({ result }) => result))).toEqual(Array(5).fill(good))
})

test('one that is ended while it waits never starts, and keeps nobody waiting', async () => {
  const { running, start } = createProbes(1)
  start()
  const [ended, next] = [start(), start()]
  ended.stop()
  expect(await ended.result).toMatchObject({ isGood: false })
  running[0]!(good)
  await settled()
  expect(running.length).toBe(2)
  running[1]!(good)
  expect(await next.result).toEqual(good)
})

test('a probe that throws gives its place back', async () => {
  let count = 0
  const probe = atMost(1, async () => {
    if (count++ === 0) throw new Error('broken')
    return good
  })
  const { signal } = new AbortController()
  await expect(probe(check, signal)).rejects.toThrow('broken')
  expect(await probe(check, signal)).toEqual(good)
})
