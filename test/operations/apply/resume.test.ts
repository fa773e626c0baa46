import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Listener, silent } from '../../../src/base/io.ts'
import { ownIdentity, type ProcessIdentity } from '../../../src/base/process-identity.ts'
import { interruptedZones } from '../../../src/history/interrupted.ts'
import { openHistory } from '../../../src/history/open-history.ts'
import type { History, JournalStep, Run, RunHead, ZoneIntent } from '../../../src/history/run.ts'
import { runStatus } from '../../../src/history/run-status.ts'
import { applyZone } from '../../../src/operations/apply/apply-zone.ts'
import { resumeCheckout } from '../../../src/operations/apply/resume.ts'
import type { Provider } from '../../../src/providers/contract.ts'
import { local } from '../../../src/providers/local/index.ts'
import { memoryFolder } from '../../memory-folder.ts'
import { creation, held, origin, rrset, update } from '../../providers/contract/notation.ts'

const old = rrset('www', 'A', '192.0.2.1')
const next = rrset('www', 'A', '192.0.2.2')
const gone: ProcessIdentity = { ...ownIdentity(), pid: 2 ** 22 + 1, started: '1' }
const sending: JournalStep = { step: 'sending', stage: 0, batch: 1, batches: 1, rrsets: [] }
const config = 'providers: { it: { type: local, store: store } }\n'

let cwd: string
let provider: Provider
beforeEach(async () => {
  cwd = memoryFolder('resume')
  writeFileSync(join(cwd, 'dnsctl.yaml'), config)
  provider = await local.open({ store: 'store' }, { name: 'it', clock: Date.now, baseDir: cwd })
  await provider.withLease(origin, { purpose: 'test', waitMs: 0 }, lease =>
    provider.apply(creation([old]), { lease, listener: silent, record: async () => {} }),
  )
})
afterEach(async () => {
  await provider.close()
  rmSync(cwd, { recursive: true })
})

const historyOf = (identity?: ProcessIdentity): History =>
  openHistory(join(cwd, '.dnsctl/state'), {
    clock: Date.now,
    listener: silent,
    ...(identity && { identity }),
  })

const stage = { zone: origin, createsZone: false, serial: 'increment', changes: [update(old, next)] } as const
const intent: ZoneIntent = { zone: origin, provider: 'it', stages: [stage] }

/** A run of a process that ended while it sent the change. */
async function interruptedRun(head: Partial<RunHead> = {}): Promise<Run> {
  const stage = {
    zone: origin,
    createsZone: false,
    serial: 'increment',
    changes: [update(old, next)],
  } as const
  const intent: ZoneIntent = { zone: origin, provider: 'it', stages: [stage] }
  const run = await historyOf(gone).begin({ kind: 'apply', tool: '1', plan: 'p', ...head }, [intent])
  await run.zones[0]!.append(sending)
  return run
}

const resume = (signal = new AbortController().signal, listener: Listener = silent) =>
  resumeCheckout({
    cwd,
    configFile: undefined,
    listener,
    signal,
    options: { lockWaitMs: listener === silent ? 0 : 10_000, proof: 'never' },
  })
const www = async () => (await held(provider)).find(({ type }) => type === 'A')
const statusOf = async ({ head: { id } }: Run) => runStatus(await historyOf().run(id))

describe('what keeps a run from being finished leaves it to be finished later:', () => {
  const ended = new AbortController()
  ended.abort()
  it.each<readonly [string, string, () => ReturnType<typeof resume>]>([
    [
      'its provider is gone from dnsctl.yaml',
      'provider-unknown',
      async () => {
        writeFileSync(join(cwd, 'dnsctl.yaml'), config.replace('it:', 'other:'))
        const result = await resume()
        writeFileSync(join(cwd, 'dnsctl.yaml'), config)
        return result
      },
    ],
    [
      'the zone is locked',
      'zone-locked',
      () => provider.withLease(origin, { purpose: 'test', waitMs: 0 }, () => resume()),
    ],
    ['it is ended before', '', () => resume(ended.signal)],
  ])('%s', async (_name, code, attempt) => {
    const run = await interruptedRun()
    const { zones } = await attempt()
    expect(zones.map(({ status, problems }) => [status, problems[0]?.code ?? ''])).toEqual([
      ['partial', code],
    ])
    expect(await statusOf(run)).toBe('partial')
    expect((await resume()).zones).toMatchObject([{ status: 'applied' }])
    expect(await www()).toEqual(next)
    expect(await statusOf(run)).toBe('applied')
  })
})

describe('a run is not finished', () => {
  it('that is decided to be taken back', async () => {
    const run = await interruptedRun({ confirmWithinMs: 1000 })
    await run.awaitConfirmation(new Date(Date.now() + 60_000).toISOString())
    await run.decide({ verdict: 'reverted', at: new Date().toISOString(), by: 'ada@host' })
    expect((await resume()).zones).toEqual([])
    expect(await www()).toEqual(old)
  })

  it('that is overdue: it is taken back', async () => {
    const run = await interruptedRun({ confirmWithinMs: 1000 })
    await run.awaitConfirmation(new Date(Date.now() - 1).toISOString())
    expect((await resume()).zones).toEqual([])
    expect(await www()).toEqual(old)
    expect((await historyOf().run(run.head.id)).decision).toMatchObject({ verdict: 'reverted' })
  })

  it('that ended before anything saw to it that it is taken back', async () => {
    await interruptedRun({ confirmWithinMs: 1000 })
    expect((await resume()).zones).toEqual([])
    expect(await www()).toEqual(old)
  })

  it('by a second process, once a first one has finished it and it was rolled back', async () => {
    const run = await interruptedRun()
    let second: ReturnType<typeof resume> | undefined
    await provider.withLease(origin, { purpose: 'first', waitMs: 0 }, async () => {
      await new Promise<void>(waits => {
        second = resume(undefined, event => event.kind === 'note' && waits())
      })
      const [journal] = (await historyOf().run(run.head.id)).zones
      await journal!.append({ step: 'ended', status: 'applied', problems: [] })
    })
    expect((await second)!.zones).toMatchObject([{ status: 'applied' }])
    expect(await www()).toEqual(old)
  })
})

it('a zone that is being finished is at work, though it had ended in part', async () => {
  const run = await interruptedRun()
  await run.zones[0]!.append({ step: 'ended', status: 'partial', problems: [] })
  expect(await statusOf(run)).toBe('partial')
  const again = await historyOf().run(run.head.id)
  await again.zones[0]!.append({ step: 'leased', token: 2 })
  expect(await statusOf(run)).toBe('running')
  expect(await interruptedZones(historyOf())).toEqual([])
})

it('a change that is in place, of which nothing more can be written down, counts as made in part', async () => {
  const run = await historyOf().begin({ kind: 'apply', tool: '1', plan: 'p' }, [intent])
  const lossy: Provider = {
    ...provider,
    apply: (changes, context) =>
      provider.apply(changes, {
        ...context,
        record: async step => {
          if (step.step === 'landed') rmSync(join(cwd, '.dnsctl/state'), { recursive: true })
          await context.record(step)
        },
      }),
  }
  const outcome = await applyZone(run.zones[0]!, {
    providers: { get: async () => lossy },
    clock: Date.now,
    listener: silent,
    signal: new AbortController().signal,
    purpose: 'apply',
    lockWaitMs: 0,
    prove: async () => undefined,
    objectionsTo: () => [],
  })
  expect(outcome).toMatchObject({ status: 'partial', problems: [{ code: 'history-unusable' }] })
  expect(await www()).toEqual(next)
})
