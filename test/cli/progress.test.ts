import type { WriteStream } from 'node:tty'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Progress } from '../../src/cli/progress.ts'

let now: number
beforeEach(() => {
  now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => vi.restoreAllMocks())

test('a log gets a line after ten seconds, then fewer, and none of short work', () => {
  const written: string[] = []
  const log = { isTTY: false, write: (text: string) => written.push(text) }
  const progress = new Progress(log as unknown as WriteStream)
  for (now = 0; now <= 65_000; now += 500)
    progress.show({ kind: 'progress', task: 'applying', done: now / 500, total: 130 })
  progress.clear()
  expect(written).toEqual(['applying: 20 of 130\n', 'applying: 60 of 130\n'])
})

test.each([
  [40, 'reading: 10 of 12'],
  [12, 'reading: 10'],
  [0, 'reading: 10 of 12'],
])('a terminal of %j columns shows %j', (columns, line) => {
  const written: string[] = []
  const terminal = { isTTY: true, columns, write: (text: string) => written.push(text) }
  const progress = new Progress(terminal as unknown as WriteStream)
  now = 1000
  progress.show({ kind: 'progress', task: 'reading', done: 10, total: 12 })
  expect(written).toEqual([`\r\x1b[2K${line}`])
})
