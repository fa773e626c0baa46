// Two applies of one zone at once, their steps in seeded orders: the zone ends as one of them wants it, never as a mix.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { silent } from '../../../src/base/io.ts'
import type { History, ZoneJournal } from '../../../src/history/run.ts'
import { applyPlanned } from '../../../src/operations/apply/apply-planned.ts'
import { type ApplySession, withSession } from '../../../src/operations/apply/apply-session.ts'
import type { ZoneOutcome } from '../../../src/operations/apply/outcome.ts'
import { planOfFiles } from '../../../src/operations/plan-sources.ts'
import { isEmptyPlan } from '../../../src/plan/plan.ts'
import type { Provider } from '../../../src/providers/contract.ts'
import { startEndpoint, type TestEndpoint } from '../../server/route53-api/endpoint.ts'
import { Turns } from './turns.ts'

let endpoint: TestEndpoint
beforeAll(async () => {
  endpoint = await startEndpoint()
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_ACCESS_KEY_ID', endpoint.credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', endpoint.credentials.secretAccessKey)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await endpoint.close()
})

const kinds: Readonly<
  Record<string, { readonly seeds: number; readonly settings: (folder: string) => string }>
> = {
  local: { seeds: 200, settings: folder => `{ type: local, store: ${folder}/store }` },
  zonefile: { seeds: 60, settings: folder => `{ type: zonefile, directory: ${folder}/served }` },
  route53: {
    seeds: 30,
    settings: () => `{ type: route53, endpoint: '${endpoint.url}', requests_per_second: 10000 }`,
  },
}

const apex = "  '@': { NS: [ns1.example.net., ns2.example.net.] }\n"
const first = `${apex}  a: { A: 192.0.2.1 }\n  b: { A: 192.0.2.1 }\n  c: { CNAME: a }\n`
const wanted = {
  ann: `${apex}  a: { A: 192.0.2.10 }\n  b: { A: 192.0.2.10 }\n  ann: { TXT: ann }\n`,
  bob: `${apex}  a: { A: 192.0.2.20 }\n  b: { A: 192.0.2.20 }\n  c: { A: 192.0.2.20 }\n  bob: { TXT: bob }\n`,
}
type Actor = keyof typeof wanted
const actors = Object.keys(wanted) as Actor[]

describe.each(Object.entries(kinds))('two applies at %s at once', (_kind, { seeds, settings }) => {
  it(`leave one of two states, in ${seeds} orders`, { timeout: 300_000 }, async () => {
    const tally = { waited: 0, refused: 0, both: 0 }
    for (let seed = 1; seed <= seeds; seed++) {
      const folder = mkdtempSync(join(tmpdir(), 'dnsctl-turns-'))
      const zone = `z${seed}.example.com`
      try {
        const config = `providers: { it: ${settings(folder)} }\n`
        await alone(checkout(join(folder, 'first'), zone, config, first))
        const turns = new Turns(seed, actors.length)
        // Every other time the one who comes second waits for the lock.
        const lockWaitMs = seed % 2 === 0 ? 10_000 : 0
        const done: Actor[] = []
        const results = await Promise.all(
          actors.map(async actor => {
            const cwd = checkout(join(folder, actor), zone, config, wanted[actor])
            const outcomes = await inTurns(cwd, actor, turns, lockWaitMs).finally(() => turns.leave())
            if (outcomes[0]!.status === 'applied') done.push(actor)
            return outcomes[0]!
          }),
        )
        const told = `seed ${seed}: ${JSON.stringify(results)}`
        expect(done.length, told).toBeGreaterThan(0)
        for (const { status, problems } of results)
          if (status !== 'applied') expect(['zone-locked', 'plan-stale'], told).toContain(problems[0]!.code)
        const reached = await Promise.all(done.map(actor => isReached(join(folder, actor))))
        expect(reached.filter(Boolean), told).toHaveLength(1)
        if (done.length === 2) tally.both++
        else if (lockWaitMs > 0) tally.waited++
        else tally.refused++
      } finally {
        rmSync(folder, { recursive: true })
      }
    }
    // The orders are not all alike.
    expect(tally.refused).toBeGreaterThan(seeds / 10)
    expect(tally.waited).toBeGreaterThan(seeds / 10)
  })
})

/** Makes a checkout with one zone. */
function checkout(cwd: string, zone: string, config: string, records: string): string {
  mkdirSync(join(cwd, 'zones'), { recursive: true })
  writeFileSync(join(cwd, 'dnsctl.yaml'), config)
  writeFileSync(join(cwd, 'zones/zone.yaml'), `zone: ${zone}\nttl: 5m\nrecords:\n${records}`)
  return cwd
}

const sessionOf = <T>(cwd: string, work: (session: ApplySession) => Promise<T>): Promise<T> =>
  withSession({ cwd, configFile: undefined, listener: silent }, work)

async function planAndApply(session: ApplySession, lockWaitMs: number): Promise<readonly ZoneOutcome[]> {
  const { plan } = await planOfFiles({ zones: [] })(session)
  const options = { lockWaitMs, proof: 'never' } as const
  const { zones } = await applyPlanned(
    session,
    { kind: 'apply', plan },
    options,
    new AbortController().signal,
  )
  return zones
}

const alone = (cwd: string): Promise<unknown> => sessionOf(cwd, session => planAndApply(session, 0))

/** Says whether nothing is left to do of what the files of a checkout say. */
const isReached = (cwd: string): Promise<boolean> =>
  sessionOf(cwd, async session => isEmptyPlan((await planOfFiles({ zones: [] })(session)).plan))

/** Plans and applies, and waits for its turn before each step that others can see or that sees others. */
function inTurns(
  cwd: string,
  actor: Actor,
  turns: Turns,
  lockWaitMs: number,
): Promise<readonly ZoneOutcome[]> {
  const turn = () => turns.wait(actor)
  return sessionOf(cwd, async session => {
    const opened = await session.providers.get('it')
    const providers = { get: async () => providerInTurns(opened, turn) }
    return planAndApply({ ...session, providers, history: historyInTurns(session.history, turn) }, lockWaitMs)
  })
}

function providerInTurns(provider: Provider, turn: () => Promise<void>): Provider {
  return {
    ...provider,
    async findZone(origin) {
      await turn()
      return provider.findZone(origin)
    },
    async *readZone(origin) {
      await turn()
      yield* provider.readZone(origin)
    },
    async withLease(origin, terms, work) {
      await turn()
      const result = await provider.withLease(origin, terms, async lease => {
        await turn()
        return work(lease)
      })
      await turn()
      return result
    },
    async apply(changes, context) {
      await turn()
      const applied = await provider.apply(changes, {
        ...context,
        async record(step) {
          await context.record(step)
          await turn()
        },
      })
      await turn()
      return applied
    },
  }
}

const historyInTurns = (history: History, turn: () => Promise<void>): History => ({
  ...history,
  async begin(head, intents) {
    const run = await history.begin(head, intents)
    await turn()
    return { ...run, zones: run.zones.map(journal => journalInTurns(journal, turn)) }
  },
})

const journalInTurns = (
  { intent, totals, records, append }: ZoneJournal,
  turn: () => Promise<void>,
): ZoneJournal => ({
  intent,
  totals,
  records,
  async append(step) {
    await turn()
    await append(step)
  },
})
