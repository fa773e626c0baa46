import { expect, test } from 'vitest'
import { fault, problem } from '../../src/base/errors.ts'
import { type Event, silent } from '../../src/base/io.ts'
import { planZones } from '../../src/operations/plan-zones.ts'
import { withProviders } from '../../src/operations/provider-pool.ts'
import type { Workspace } from '../../src/operations/workspace.ts'
import type { Provider } from '../../src/providers/contract.ts'
import { clock, configOf, loadedZone, memoryProvider, workspaceOf } from './checkout.ts'

const com = { zone: loadedZone('example.com.', ['@ A 192.0.2.1', 'www A 192.0.2.2']), problems: [] }
const org = { zone: loadedZone('example.org.', ['www A 192.0.2.9']), problems: [] }

const config = await configOf(`
providers: { a: { type: local }, b: { type: local } }
zones: [{ files: zones/*.yaml, providers: [a, b] }]
safety: { protect: [www/A] }
`)

const origin = { tool: '0.1.0', configuration: config.digest, commit: 'ab' }

const plan = (workspace: Workspace, open: (name: string) => Promise<Provider>, listener = silent) =>
  withProviders(open, providers =>
    planZones({ workspace, safety: config.config.safety, providers, origin, clock, listener }),
  )

const held = loadedZone('example.com.', ['www A 192.0.2.1']).zone
const open = async (name: string): Promise<Provider> => memoryProvider(name, name === 'a' ? [held] : [])

test('each zone is planned at each of its providers', async () => {
  const workspace = await workspaceOf(config, { 'zones/com.yaml': com, 'zones/org.yaml': org })
  const events: Event[] = []
  const { plan: made, problems } = await plan(workspace, open, event => events.push(event))
  expect(problems).toEqual([])
  expect(made).toMatchObject({
    version: 2,
    ...origin,
    created: '2026-01-01T00:00:00.000Z',
    zones: [
      {
        zone: 'example.com.',
        provider: 'a',
        createsZone: false,
        changes: [{ action: 'create' }, { action: 'update' }],
        safety: [{ guard: 'protected' }],
      },
      { zone: 'example.com.', provider: 'b', createsZone: true, safety: [] },
      { zone: 'example.org.', provider: 'a', createsZone: true },
      { zone: 'example.org.', provider: 'b', createsZone: true },
    ],
  })
  expect(events).toContainEqual({ kind: 'progress', task: 'reading example.com.', done: 1, total: 1 })
  expect(events.at(-1)).toEqual({ kind: 'progress', task: 'planning zones', done: 4, total: 4 })
})

test('what fails at one provider hides nothing of the other, and is told once', async () => {
  const workspace = await workspaceOf(config, { 'zones/com.yaml': com, 'zones/org.yaml': org })
  const {
    plan: made,
    problems,
    unplanned,
  } = await plan(workspace, async name => {
    if (name === 'a') throw fault('file-unreadable', 'a is down')
    return open(name)
  })
  expect(made.zones.map(({ provider }) => provider)).toEqual(['b', 'b'])
  expect(problems.map(({ message }) => message)).toEqual(['a: a is down'])
  expect(unplanned).toEqual(['example.com.', 'example.org.'])
})

test('each provider has eight zones under way at most, and none waits for another provider', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [
      `zones/z${i}.yaml`,
      { zone: loadedZone(`z${i}.example.`, []), problems: [] },
    ]),
  )
  const under = { a: 0, b: 0 }
  const most = { a: 0, b: 0 }
  let release = (): void => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const { plan: made } = await plan(await workspaceOf(config, files), async name => {
    const key = name as 'a' | 'b'
    const provider = memoryProvider(name, [])
    return {
      ...provider,
      async findZone(zone) {
        most[key] = Math.max(most[key], ++under[key])
        if (most.a === 8 && most.b === 8) release()
        await held
        under[key]--
        return provider.findZone(zone)
      },
    }
  })
  expect(most).toEqual({ a: 8, b: 8 })
  expect(made.zones.map(({ zone, provider }) => `${zone} ${provider}`)).toEqual(
    Object.values(files)
      .map(({ zone }) => zone.origin)
      .sort((x, y) => (`zones/${x.split('.')[0]}.yaml` < `zones/${y.split('.')[0]}.yaml` ? -1 : 1))
      .flatMap(zone => [`${zone} a`, `${zone} b`]),
  )
})

test('a contradiction of a zone file names its place', async () => {
  const odd = {
    zone: loadedZone('example.com.', ['@ A 192.0.2.1', 'www A 192.0.2.2'], ['www']),
    problems: [],
  }
  const { plan: made, problems } = await plan(
    await workspaceOf(config, { 'zones/com.yaml': odd, 'zones/org.yaml': org }),
    open,
  )
  expect(made.zones.map(({ zone }) => zone)).toEqual(['example.org.', 'example.org.'])
  expect(problems).toMatchObject([{ code: 'plan-ignored-wanted', place: { line: 2 } }])
})

test('nothing is planned if a zone file has an error', async () => {
  const problems = [problem('config-files-empty', 'a warning'), problem('rdata-syntax', 'an error')]
  const workspace = await workspaceOf(config, {
    'zones/com.yaml': com,
    'zones/org.yaml': { ...org, problems },
  })
  await expect(plan(workspace, open)).rejects.toMatchObject({
    problems: [{ message: 'an error' }, { message: 'a warning' }],
  })
})

test('every opened provider is closed, once', async () => {
  const closed: string[] = []
  await withProviders(
    async name => ({ ...(await open(name)), close: async () => void closed.push(name) }),
    async ({ get }) => {
      expect(await get('a')).toBe(await get('a'))
      await get('b')
    },
  )
  expect(closed).toEqual(['a', 'b'])
})
