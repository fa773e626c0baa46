import { describe, expect, it } from 'vitest'
import { isRunId, nextRunId } from '../../src/history/run-id.ts'

const now = Date.UTC(2026, 10, 22, 2, 30, 12)

describe('a new identifier of a run', () => {
  it.each<readonly [string, readonly string[], string]>([
    ['is the first', [], '20261122-023012-4000'],
    ['comes after one of an earlier second', ['20261122-023011-ffff'], '20261122-023012-4000'],
    ['goes on from one of the same second', ['20261122-023012-4000'], '20261122-023012-4009'],
    ['comes after one from before the clock was set back', ['20271122-023012-4000'], '20271122-023012-4009'],
    ['goes on in the next second where a second is full', ['20261231-235959-fff8'], '20270101-000000-4000'],
  ])('%s', (_name, known, expected) => {
    expect(nextRunId(now, known, () => 0.5)).toBe(expected)
  })

  it('sorts behind all others, however many there are', () => {
    const known: string[] = []
    for (let i = 0; i < 20_000; i++) known.push(nextRunId(now - i, known.slice(-1), () => 0.99))
    expect(known.every(isRunId)).toBe(true)
    expect([...known].sort()).toEqual(known)
  })
})
