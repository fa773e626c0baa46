import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../src/base/io.ts'
import { ownIdentity, type ProcessIdentity } from '../../src/base/process-identity.ts'
import { parseName } from '../../src/dns/name.ts'
import { interruptedZones } from '../../src/history/interrupted.ts'
import { openHistory } from '../../src/history/open-history.ts'
import type { Decision, History, JournalStep, Run, ZoneIntent } from '../../src/history/run.ts'
import { interruptedZonesOf, stateOf, workerOf } from '../../src/history/run-state.ts'
import type { Change } from '../../src/plan/plan.ts'
import { memoryFolder } from '../memory-folder.ts'
import { rrset } from '../plan/rrsets.ts'
import { seededRandom } from '../seeded-random.ts'

const zone = parseName('example.com.')
const began = Date.UTC(2027, 0, 2, 3, 4, 5)
const head = { kind: 'apply', tool: '1.2.3', plan: 'ab'.repeat(32), actor: 'jo' } as const
const other: ProcessIdentity = { ...ownIdentity(), pid: 2 ** 22 + 1, started: '1' }

let folder: string
let now: number
let seed = 0
let events: Event[]
let history: History
const reopen = (identity?: ProcessIdentity): History =>
  openHistory(folder, {
    clock: () => now,
    random: seededRandom(seed++),
    listener: event => events.push(event),
    ...(identity && { identity }),
  })
beforeEach(() => {
  folder = join(memoryFolder('history'), 'state')
  now = began
  events = []
  history = reopen()
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const creates = (...owners: readonly string[]): Change[] =>
  owners.map(owner => ({
    action: 'create',
    owner: parseName(owner, zone),
    type: 'A',
    after: rrset(`${owner} 300 A 192.0.2.1`),
  }))
const intent = (...changes: readonly Change[]): ZoneIntent => ({
  zone,
  provider: 'local',
  stages: [{ zone, createsZone: false, serial: 'increment', changes }],
})
const isInterrupted = (run: Run): boolean => interruptedZonesOf(run).length > 0
const all = async (of: History): Promise<Run[]> => {
  const found: Run[] = []
  for await (const run of of.runs()) found.push(run)
  return found
}
const fileOf = ({ head: { id } }: Run, name: string): string => join(folder, 'runs', id, name)
const told = (): string[] =>
  events.flatMap(event =>
    event.kind === 'problem' ? [`${event.problem.code}: ${event.problem.message}`] : [],
  )

describe('a run', () => {
  it('is read as it was begun, with what was written down since', async () => {
    const intents = [intent(...creates('www', 'mail')), { ...intent(), provider: 'aws' }]
    const run = await history.begin(head, intents)
    now += 1500
    await run.zones[0]!.append({ step: 'leased', token: 7 })
    await run.zones[1]!.append({ step: 'ended', status: 'skipped', problems: [] })
    const found = await reopen().run(run.head.id)
    expect(found.head).toEqual({
      ...head,
      id: run.head.id,
      began: '2027-01-02T03:04:05.000Z',
      by: ownIdentity(),
    })
    expect(found.head.id).toMatch(/^20270102-030405-[0-9a-f]{4}$/)
    expect(found.zones.map(({ intent: { zone, provider, stages } }) => ({ zone, provider, stages }))).toEqual(
      intents,
    )
    expect(found.zones.map(({ totals }) => totals)).toEqual([
      { create: 2, update: 0, delete: 0 },
      { create: 0, update: 0, delete: 0 },
    ])
    expect(found.zones[0]!.records).toEqual([{ step: 'leased', token: 7, at: '2027-01-02T03:04:06.500Z' }])
    expect(found.zones[1]!.records.map(({ step }) => step)).toEqual(['ended'])
    expect(run.zones[0]!.records).toEqual(found.zones[0]!.records)
    expect(told()).toEqual([])
  })

  it('can be read by its owner alone', async () => {
    const run = await history.begin(head, [intent()])
    await run.awaitConfirmation('2027-01-02T03:14:05.000Z')
    await run.decide({ verdict: 'confirmed', at: '2027-01-02T03:05:05.000Z', by: 'jo@here' })
    const path = join(folder, 'runs', run.head.id)
    expect(readdirSync(path).map(name => statSync(join(path, name)).mode & 0o777)).toEqual(
      Array(5).fill(0o600),
    )
    for (const made of [folder, join(folder, 'runs'), path]) expect(statSync(made).mode & 0o777).toBe(0o700)
  })

  it('is found by the start of its identifier that no other has', async () => {
    const first = await history.begin(head, [intent()])
    now += 86_400_000
    const second = await history.begin(head, [intent()])
    expect((await history.run('20270103')).head.id).toBe(second.head.id)
    expect((await history.run(first.head.id)).head.id).toBe(first.head.id)
    await expect(history.run('202701')).rejects.toThrow(/run-unknown: "202701" is the start of 2 runs/)
    await expect(history.run('2026')).rejects.toThrow(/run-unknown: there is no run "2026"/)
  })

  it('comes before those begun earlier, be it in the same second', async () => {
    const ids: string[] = []
    for (let i = 0; i < 20; i++) ids.unshift((await history.begin(head, [intent()])).head.id)
    expect((await all(history)).map(run => run.head.id)).toEqual(ids)
    expect(new Set(ids).size).toBe(20)
  })

  it('gets a name of its own when several begin at once', async () => {
    const others = Array.from({ length: 8 }, () => reopen())
    const runs = await Promise.all(others.map(one => one.begin(head, [intent()])))
    expect(new Set(runs.map(run => run.head.id)).size).toBe(8)
    expect(await all(history)).toHaveLength(8)
    expect(readdirSync(join(folder, 'runs'))).toHaveLength(8)
  })

  it('is not there where there is no history', async () => {
    expect(await all(history)).toEqual([])
    expect(existsSync(folder)).toBe(false)
  })
})

describe('a journal', () => {
  const steps: readonly JournalStep[] = [
    { step: 'leased', token: 3 },
    { step: 'sending', stage: 0, batch: 0, batches: 1, rrsets: ['www.example.com./A', 'ü'] },
    { step: 'landed', stage: 0, batch: 0, batches: 1 },
    { step: 'applied', stage: 0, serial: 5, problems: [] },
    { step: 'verified', problems: [] },
    { step: 'ended', status: 'applied', problems: [] },
  ]

  it('that was cut off at any octet reads as its first records, and goes on from there', async () => {
    const run = await history.begin(head, [intent(...creates('www'))])
    for (const step of steps.slice(0, 3)) await run.zones[0]!.append(step)
    const path = fileOf(run, 'journal.jsonl')
    const content = readFileSync(path)
    for (let length = content.length; length >= 0; length--) {
      truncateSync(path, 0)
      writeFileSync(path, content.subarray(0, length))
      const whole = content.subarray(0, length).toString('latin1').split('\n').length - 1
      const found = await history.run(run.head.id)
      expect(found.zones[0]!.records).toEqual(run.zones[0]!.records.slice(0, whole))
      await found.zones[0]!.append(steps[0]!)
      const again = await history.run(run.head.id)
      expect(again.zones[0]!.records.map(({ step }) => step)).toEqual([
        ...steps.slice(0, whole).map(({ step }) => step),
        'leased',
      ])
    }
    expect(told()).toEqual([])
  })

  it('tells of a line in it that cannot be read', async () => {
    const run = await history.begin(head, [intent()])
    await run.zones[0]!.append(steps[0]!)
    appendFileSync(fileOf(run, 'journal.jsonl'), '{"zone":0,"st\n{"zone":9,"step":"leased"}\n')
    await run.zones[0]!.append(steps[5]!)
    const [found] = await all(history)
    expect(found!.zones[0]!.records.map(({ step }) => step)).toEqual(['leased', 'ended'])
    expect(told().map(text => text.replace(/: .*runs/, ': …'))).toEqual(
      [2, 3].map(
        line =>
          `history-damaged: …/${run.head.id}/journal.jsonl:${line} cannot be read; the rest of the run is shown without it`,
      ),
    )
  })

  it('takes steps of several zones at once, each in its order', async () => {
    const run = await history.begin(
      head,
      Array.from({ length: 20 }, () => intent()),
    )
    await Promise.all(
      run.zones.map(async journal => {
        for (const step of steps) await journal.append(step)
      }),
    )
    const found = await history.run(run.head.id)
    for (const { records } of found.zones)
      expect(records.map(({ step }) => step)).toEqual(steps.map(({ step }) => step))
  })

  it('that another process goes on with says so', async () => {
    const run = await reopen(other).begin(head, [intent(), intent()])
    const taken = (await history.run(run.head.id)).zones[0]!
    await taken.append(steps[0]!)
    await taken.append(steps[5]!)
    const found = await history.run(run.head.id)
    expect(found.zones.map(({ records }) => records.map(({ step }) => step))).toEqual([
      ['resumed', 'leased', 'ended'],
      [],
    ])
    expect(found.zones.map(journal => workerOf(found, journal).pid)).toEqual([process.pid, other.pid])
  })

  it.each(steps.map((_, count) => count))('tells how far a zone has come after %i steps', async count => {
    const run = await reopen(other).begin(head, [intent()])
    for (const step of steps.slice(0, count)) await run.zones[0]!.append(step)
    expect(stateOf(run.zones[0]!)).toEqual({
      ended: undefined,
      stage: count > 3 ? 1 : 0,
      waitingUntil: undefined,
      mayHaveWritten: count > 1,
    })
    expect(isInterrupted(run)).toBe(true)
  })
})

describe('an interrupted run', () => {
  it('is one whose process has gone, not one that has ended or is at work', async () => {
    const gone = await reopen(other).begin(head, [intent(), intent()])
    await gone.zones[0]!.append({ step: 'ended', status: 'applied', problems: [] })
    await gone.zones[1]!.append({ step: 'applied', stage: 0, problems: [] })
    await gone.zones[1]!.append({ step: 'waiting', stage: 0, until: '2027-01-02T04:00:00.000Z' })
    const ended = await reopen(other).begin(head, [intent()])
    await ended.zones[0]!.append({ step: 'ended', status: 'failed', problems: [] })
    const working = await history.begin(head, [intent()])
    const found = await interruptedZones(history)
    expect(found.map(({ run, stage, waitingUntil }) => [run.head.id, stage, waitingUntil])).toEqual([
      [gone.head.id, 1, Date.UTC(2027, 0, 2, 4)],
    ])
    expect([ended, working].map(isInterrupted)).toEqual([false, false])
  })

  it('may be one of another system', async () => {
    const run = await reopen({ ...ownIdentity(), system: 'elsewhere' }).begin(head, [intent()])
    expect(isInterrupted(run)).toBe(true)
  })
})

describe('a decision', () => {
  const verdicts = ['confirmed', 'reverted'] as const
  const decision = (i: number): Decision => ({
    verdict: verdicts[i % 2]!,
    at: new Date(began + i).toISOString(),
    by: `process ${i}`,
  })

  it.each(Array.from({ length: 50 }, (_, seed) => seed))(
    'is made exactly once, whoever comes first (%i)',
    async seed => {
      const run = await history.begin(head, [intent()])
      await run.awaitConfirmation('2027-01-02T03:14:05.000Z')
      const random = seededRandom(seed)
      const pause = async (): Promise<void> => {
        for (let turns = Math.floor(random() * 20); turns > 0; turns--) await new Promise(setImmediate)
      }
      const readers: Promise<Decision | undefined>[] = []
      const given = await Promise.all(
        Array.from({ length: 5 }, async (_, i) => {
          const found = await reopen().run(run.head.id)
          await pause()
          const holding = await found.decide(decision(i))
          readers.push(
            reopen()
              .run(run.head.id)
              .then(read => read.decision),
          )
          return holding
        }),
      )
      expect(new Set(given.map(({ by }) => by)).size).toBe(1)
      for (const read of await Promise.all(readers)) expect(read).toEqual(given[0])
      const found = await history.run(run.head.id)
      expect([found.confirmBy, found.decision]).toEqual(['2027-01-02T03:14:05.000Z', given[0]])
      expect(readdirSync(join(folder, 'runs', run.head.id)).filter(name => name.startsWith('.'))).toEqual([])
    },
  )

  it('that a crash has cut short was never made', async () => {
    const run = await history.begin(head, [intent()])
    writeFileSync(fileOf(run, '.new-1-1'), '{"verdict":"conf')
    expect((await history.run(run.head.id)).decision).toBeUndefined()
    expect(await run.decide(decision(1))).toEqual(decision(1))
  })
})

describe('a history that is not as it should be', () => {
  it('passes over what it cannot read', async () => {
    const [first, second] = [await history.begin(head, [intent()]), await history.begin(head, [intent()])]
    writeFileSync(fileOf(first!, 'run.json'), '{')
    mkdirSync(join(folder, 'runs', 'notes'))
    expect((await all(history)).map(run => run.head.id)).toEqual([second!.head.id])
    expect(told()).toEqual([
      expect.stringMatching(/^history-damaged: .*cannot be read, and is passed over: /),
    ])
    await expect(history.run(first!.head.id)).rejects.toThrow(/history-unusable/)
  })

  it('does not show a run that was being written down', async () => {
    const run = await history.begin(head, [intent()])
    mkdirSync(join(folder, 'runs', '.new-1-1'))
    expect((await all(history)).map(({ head: { id } }) => id)).toEqual([run.head.id])
    utimesSync(join(folder, 'runs', '.new-1-1'), 0, 0)
    await history.begin(head, [intent()])
    expect(existsSync(join(folder, 'runs', '.new-1-1'))).toBe(false)
  })

  it('says which changes cannot be read, when they are asked for', async () => {
    const run = await history.begin(head, [intent(...creates('www', 'mail'))])
    truncateSync(fileOf(run, 'changes.jsonl'), 150)
    const found = await history.run(run.head.id)
    expect(() => found.zones[0]!.intent.stages).toThrow(
      /history-unusable: .*changes\.jsonl:\d cannot be read/,
    )
  })

  it('cannot be begun where no folder can be made', async () => {
    writeFileSync(folder, '')
    await expect(history.begin(head, [intent()])).rejects.toThrow(
      /history-unusable: .*cannot be written: ENOTDIR/,
    )
    await expect(all(history)).rejects.toThrow(/history-unusable: .*cannot be read: ENOTDIR/)
  })

  it('takes no step where the disk is full, and the next one once it is not', async () => {
    const run = await history.begin(head, [intent()])
    const path = fileOf(run, 'journal.jsonl')
    rmSync(path)
    symlinkSync('/dev/full', path)
    await expect(run.zones[0]!.append({ step: 'leased', token: 1 })).rejects.toThrow(
      /history-unusable: .*journal.jsonl cannot be written: ENOSPC/,
    )
    expect(run.zones[0]!.records).toEqual([])
    rmSync(path)
    writeFileSync(path, '{"zone":0,"step":"lea')
    await run.zones[0]!.append({ step: 'leased', token: 2 })
    expect((await history.run(run.head.id)).zones[0]!.records).toMatchObject([{ step: 'leased', token: 2 }])
  })
})

it('keeps the newest 1,000 runs, and older ones that have not ended or wait to be confirmed', async () => {
  const runs = join(folder, 'runs')
  const first = await history.begin(head, [intent()])
  const content = (name: string): string => readFileSync(fileOf(first, name), 'utf8')
  const ended = '{"zone":0,"step":"ended","status":"applied","problems":[],"at":"2026-01-01T00:00:00.000Z"}\n'
  const place = (id: string, journal: string, more: Readonly<Record<string, string>> = {}): void => {
    mkdirSync(join(runs, id))
    const files = { 'run.json': content('run.json'), 'changes.jsonl': '', 'journal.jsonl': journal, ...more }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(runs, id, name), text)
  }
  place('20260101-000000-0001', ended)
  place('20260101-000000-0002', '')
  place('20260101-000000-0003', ended, { 'confirm.json': '{"until":"2026-01-01T00:10:00.000Z"}' })
  place('20260101-000000-0004', ended, { 'confirm.json': '{"until":"x"}', 'decision.json': '{}' })
  for (let i = 0; i < 998; i++) place(`20260102-000000-${i.toString(16).padStart(4, '0')}`, ended)
  await history.begin(head, [intent()])
  expect(readdirSync(runs).slice(0, 3)).toEqual([
    '20260101-000000-0002',
    '20260101-000000-0003',
    '20260102-000000-0000',
  ])
  expect(readdirSync(runs)).toHaveLength(1002)
})

describe('runs of which something may still come', () => {
  const gone = { step: 'ended', status: 'applied', problems: [] } as const
  const ids = async (): Promise<string[]> => {
    const found: string[] = []
    for await (const run of history.unsettled()) found.push(run.head.id)
    return found
  }
  const begun = async (status?: 'applied' | 'partial', at = zone): Promise<Run> => {
    const run = await reopen(other).begin(head, [{ ...intent(), zone: at }])
    await run.zones[0]!.append({ step: 'applied', stage: 0, problems: [] })
    if (status) await run.zones[0]!.append({ ...gone, status })
    return run
  }

  it('are read, and those that are settled only once', async () => {
    const [first, second] = [await begun('applied'), await begun('applied')]
    expect(await ids()).toEqual([second.head.id, first.head.id])
    expect(await ids()).toEqual([])
  })

  it.each(['partial', undefined] as const)('are one that ended as %s, and those after it', async status => {
    await begun('applied')
    const [left, later] = [await begun(status), await begun('applied', parseName('example.org.'))]
    await ids()
    expect(await ids()).toEqual([later.head.id, left.head.id])
    expect((await interruptedZones(history)).map(({ run }) => run.head.id)).toEqual([left.head.id])
    // A later run has seen what was left of the zone.
    await begun('applied')
    await ids()
    expect(await ids()).toEqual([])
  })

  it('are one that waits to be confirmed or is still to be taken back', async () => {
    const run = await begun('applied')
    await run.awaitConfirmation('2027-01-02T03:14:05.000Z')
    await ids()
    expect(await ids()).toEqual([run.head.id])
    await run.decide({ verdict: 'reverted', at: '2027-01-02T03:14:05.000Z', by: 'jo' })
    await ids()
    expect(await ids()).toEqual([run.head.id])
    const undoing = await reopen(other).begin({ ...head, kind: 'revert', undoes: run.head.id }, [intent()])
    await undoing.zones[0]!.append(gone)
    await ids()
    expect(await ids()).toEqual([])
  })

  it('are one at work, though all that is older cannot be read', async () => {
    const broken = await begun()
    writeFileSync(join(folder, 'runs', broken.head.id, 'run.json'), '{')
    const working = await history.begin(head, [intent()])
    await ids()
    expect(await ids()).toEqual([working.head.id])
  })
})

it.each([
  '{"zone":0,"step":"invented","stage":0}',
  '{"zone":0,"step":"applied"}',
  '{"zone":0,"step":"ended","status":"applied"}',
  '{"zone":0,"step":"waiting","stage":0,"until":"soon"}',
  '{"zone":0,"step":"constructor"}',
  'null',
])('a line of a journal that is no step, %s, is told of and does not count', async line => {
  const run = await reopen(other).begin(head, [intent()])
  appendFileSync(join(folder, 'runs', run.head.id, 'journal.jsonl'), `${line}\n`)
  const found = await history.run(run.head.id)
  expect(found.zones[0]!.records).toEqual([])
  expect(isInterrupted(found)).toBe(true)
  expect(events).toMatchObject([{ kind: 'problem', problem: { code: 'history-damaged' } }])
})
