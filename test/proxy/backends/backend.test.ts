// The state of a server, as several threads share it.
import { expect, test } from 'vitest'
import { type modes, takeBackendState } from '../../../src/proxy/backends/backend.ts'
import { keepMemory, sharedMemory } from '../../../src/proxy/shared-memory.ts'

function twoThreads() {
  const memory = keepMemory(new Map())
  const main = takeBackendState(memory, 'a', { thread: 0, threads: 2 })
  const worker = takeBackendState(sharedMemory(memory.taken), 'a', { thread: 1, threads: 2 })
  return { main, worker }
}

test.for<[mode: keyof typeof modes, isHealthy: boolean, isUsable: boolean]>([
  ['auto', true, true],
  ['auto', false, false],
  ['up', false, true],
  ['down', true, false],
  ['drain', true, false],
])('mode %s, healthy %s: usable %s', ([mode, isHealthy, isUsable]) => {
  const { main, worker } = twoThreads()
  main.setMode(mode)
  main.setHealthy(isHealthy)
  expect([worker.mode, worker.isHealthy, worker.isUsable()]).toEqual([mode, isHealthy, isUsable])
})

test('what threads count is summed, and what waits is one number', () => {
  const { main, worker } = twoThreads()
  main.count('queries')
  worker.count('queries')
  worker.count('timeouts')
  main.addOutstanding(2)
  worker.addOutstanding(-1)
  expect([main.total('queries'), main.total('timeouts'), worker.outstanding]).toEqual([2, 1, 1])
})

test('the latency starts at the first and follows slowly', () => {
  const { main } = twoThreads()
  main.addLatency(10)
  expect(main.latency).toBe(10)
  main.addLatency(138)
  expect(main.latency).toBe(11)
})

test('a limit of queries a second holds over all threads, whose clocks may differ', () => {
  const { main, worker } = twoThreads()
  const takenAt = (now: number): number => {
    let taken = 0
    while (main.takeQuery(10, now) || worker.takeQuery(10, now - 5)) taken++
    return taken
  }
  expect([takenAt(50_000), takenAt(50_000), takenAt(50_500), takenAt(50_600), takenAt(59_000)]).toEqual([
    10, 0, 5, 1, 10,
  ])
})

test('the lock of a thread that has crashed does not stop the others', () => {
  const memory = keepMemory(new Map())
  const state = takeBackendState(memory, 'a', { thread: 0, threads: 1 })
  const words = new Int32Array(memory.taken.get('backend/a/state')!)
  words[3] = 1
  expect(state.takeQuery(1, 5000)).toBe(true)
  expect(words[3]).toBe(0)
})
