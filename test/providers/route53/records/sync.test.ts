import { expect, test } from 'vitest'
import type { Event } from '../../../../src/base/io.ts'
import { waitUntilInSync } from '../../../../src/providers/route53/records/sync.ts'
import { fakeAccount } from '../fake-account.ts'
import { virtualPulse } from '../virtual-pulse.ts'

const wait = async (pending: Record<string, number>, timeoutMs = 60_000) => {
  const account = fakeAccount()
  for (const [id, times] of Object.entries(pending)) account.pending.set(id, times)
  const pulse = virtualPulse()
  const events: Event[] = []
  const options = { what: 'changing', listener: (event: Event) => events.push(event) }
  const problems = await waitUntilInSync(account.api, Object.keys(pending), timeoutMs, pulse, options)
  return { problems, slept: pulse.slept, asked: account.count('GetChange'), events }
}

test.each<[string, Record<string, number>, number, number[]]>([
  ['nothing', {}, 0, []],
  ['what is in sync', { C1: 0, C2: 0 }, 2, []],
  ['what is pending', { C1: 3 }, 4, [1000, 1500, 2250]],
  ['several, each once more when it is in sync', { C1: 2, C2: 0, C3: 1 }, 6, [1000, 1500, 2250]],
])('waits for %s', async (_title, pending, asked, slept) => {
  expect(await wait(pending)).toMatchObject({ problems: [], asked, slept })
})

test('steps grow up to ten seconds', async () => {
  const { slept } = await wait({ C1: 12 }, 600_000)
  expect(slept.slice(-3)).toEqual([10_000, 10_000, 10_000])
})

test('ends at the deadline, and says how many are pending', async () => {
  const { problems, slept } = await wait({ C1: 0, C2: 99, C3: 0 }, 5000)
  expect(problems).toMatchObject([
    { code: 'route53-not-in-sync', message: '2 changes are still pending after 5 s' },
  ])
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(5000)
})

test('what cannot be asked is told', async () => {
  const account = fakeAccount()
  account.meet('GetChange', 'unreachable')
  const problems = await waitUntilInSync(account.api, ['C1'], 5000, virtualPulse(), { what: 'changing' })
  expect(problems).toMatchObject([
    { code: 'route53-not-in-sync', message: expect.stringContaining('no answer') },
  ])
})
