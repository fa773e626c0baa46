// For how long the packet cache gives an answer, and what comes then.
import { expect, test } from 'vitest'
import { cacheRig, ttls, wait, zone } from './cache-rig.ts'
import { type AnswerParts, a, answerTo, errorsOf, soa } from './messages.ts'
import type { Answering } from './mock-server.ts'

const rig = cacheRig()
const { askFor, byName, fresh } = rig

const ofSoa = (ttl: number, minimum: number) => ({ authorities: [soa(zone, ttl, minimum)] })
const ageing = [
  { label: 'x', ttl: 60, aged: true },
  { label: 'unaged', ttl: 60, aged: false },
]
test.concurrent.each(ageing)('TTLs get smaller in $label: $aged', async ({ label, ttl, aged }) => {
  const name = fresh(label)
  byName.set(name, ({ octets }) =>
    answerTo(octets, { answers: [a('@', '192.0.2.1', ttl), a('@', '192.0.2.2', 600)], edns: {} }),
  )
  expect(ttls(await askFor(name, { edns: {} }))).toEqual([ttl, 600])
  await wait(2100)
  const [first, second] = ttls(await askFor(name, { edns: {} }))
  expect(rig.server.askedFor(name)).toHaveLength(1)
  expect(first! <= ttl - 2).toBe(aged)
  expect(first! > ttl - 20).toBe(true)
  expect(second).toBe(first! + 540)
})

const endings: readonly { readonly label: string; readonly answer: AnswerParts }[] = [
  { label: 'x', answer: { answers: [a('@', '192.0.2.1', 1)] } },
  { label: 'shortest', answer: { answers: [a('@', '192.0.2.1', 3600)] } },
  { label: 'negative', answer: { rcode: 3, ...ofSoa(3600, 3600) } },
  { label: 'x', answer: { rcode: 3, ...ofSoa(3600, 1) } },
  { label: 'x', answer: { answers: [a('@', '192.0.2.1', 3600)], authorities: [a('@', '192.0.2.9', 1)] } },
]
test.concurrent.each(endings)(
  'an answer in $label is asked for anew after its time',
  async ({ label, answer }) => {
    const name = fresh(label)
    byName.set(name, ({ octets }) => answerTo(octets, answer))
    await askFor(name, {})
    await wait(2100)
    await askFor(name, {})
    expect(rig.server.askedFor(name)).toHaveLength(2)
  },
)

test.concurrent.each([
  ['soon', true],
  ['unsoon', false],
] as const)('what is asked for often is asked for before it ends, in %s: %s', async (label, isEarly) => {
  const name = fresh(label)
  byName.set(name, ({ octets }) => answerTo(octets, { answers: [a('@', '192.0.2.1', 20)] }))
  await askFor(name, {})
  await askFor(name, {})
  await wait(3100)
  expect(ttls(await askFor(name, {}))[0]).toBeLessThan(19)
  if (!isEarly) {
    await wait(200)
    expect(rig.server.askedFor(name)).toHaveLength(1)
    return
  }
  await expect.poll(() => rig.server.askedFor(name).length, { timeout: 20_000 }).toBe(2)
  await expect.poll(async () => ttls(await askFor(name, {}))[0], { timeout: 20_000 }).toBeGreaterThan(17)
  expect(rig.server.askedFor(name)).toHaveLength(2)
})

const silent: Answering = () => undefined
const failing: Answering = ({ octets }) => answerTo(octets, { rcode: 2 })
test.concurrent.each([
  { label: 'stale', later: silent, what: 'silence', data: true },
  { label: 'stale', later: failing, what: 'SERVFAIL', data: true },
  { label: 'fresh', later: silent, what: 'silence', data: false },
  { label: 'fresh', later: failing, what: 'SERVFAIL', data: false },
])('after $what, an expired answer of $label is given: $data', async ({ label, later, data }) => {
  const name = fresh(label)
  byName.set(name, ({ octets }) => answerTo(octets, { answers: [a('@', '192.0.2.1', 1)], edns: {} }))
  await askFor(name, { edns: {} })
  byName.set(name, later)
  await wait(2100)
  const answer = await askFor(name, { edns: {} })
  expect(answer.rcode).toBe(data ? 0 : 2)
  expect(ttls(answer)).toEqual(data ? [42] : [])
  if (data) expect(errorsOf(answer)).toEqual([{ code: 3, text: '' }])
  if (later === silent && !data) expect(errorsOf(answer)).toHaveLength(1)
})
