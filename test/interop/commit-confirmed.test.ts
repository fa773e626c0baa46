// Changes that take themselves back, with the built program: in terminals that are closed and killed, with watchers that
// are killed, and with canaries.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWorkplace, program, type Workplace } from '../e2e/dnsctl.ts'
import { startEndpoint, type TestEndpoint } from '../server/route53-api/endpoint.ts'
import { openTerminal, type Terminal } from './terminal.ts'

const providers = {
  local: 'local: { type: local, store: .dnsctl/store }',
  zonefile: 'files: { type: zonefile, directory: served }',
} as const

let place: Workplace
const terminals: Terminal[] = []

beforeEach(() => {
  place = createWorkplace()
})

afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close()
  const left = watchers().filter(({ pid }) => isRunning(pid))
  for (const { pid } of left) process.kill(pid, 'SIGKILL')
  await place.remove()
  expect(left).toEqual([])
})

/** Applies the zones, and then edits one, so that there is something to apply. */
async function prepare(
  provider: keyof typeof providers = 'local',
  config: string = providers[provider],
): Promise<void> {
  place.write('dnsctl.yaml', `providers: { ${config} }\nzones: [{ files: zones/*.yaml }]\n`)
  expect(await place.dnsctl('apply', '--yes')).toMatchObject({ code: 0 })
  edit()
}
const edit = (): void => place.edit('zones/example.com.yaml', '192.0.2.21]', '192.0.2.22]')

/** Whether the provider holds what the edited file says, what it said before, or something else. */
async function held(): Promise<'edited' | 'before' | 'else'> {
  const edited = await place.dnsctl('plan', '--detailed-exitcode')
  if (edited.code === 0) return 'edited'
  const path = join(place.folder, 'zones/example.com.yaml')
  const text = readFileSync(path, 'utf8')
  place.edit('zones/example.com.yaml', '192.0.2.22]', '192.0.2.21]')
  const before = await place.dnsctl('plan', '--detailed-exitcode')
  writeFileSync(path, text)
  return before.code === 0 ? 'before' : 'else'
}

const runs = (): string => join(place.folder, '.dnsctl/state/runs')

/** Every watcher there was: its process, its log, and how late it was (milliseconds). */
function watchers(): { readonly pid: number; readonly log: string; readonly late: number }[] {
  if (!existsSync(runs())) return []
  return readdirSync(runs()).flatMap(id => {
    const file = (name: string): string => join(runs(), id, name)
    if (!existsSync(file('watch.log'))) return []
    const log = readFileSync(file('watch.log'), 'utf8')
    const pid = Number(/as process (\d+)/.exec(log)?.[1])
    const { until } = JSON.parse(readFileSync(file('confirm.json'), 'utf8')) as { until: string }
    const back = /^(\S+) it is taken back$/m.exec(log)?.[1]
    return [{ pid, log, late: back === undefined ? Number.NaN : Date.parse(back) - Date.parse(until) }]
  })
}

function isRunning(pid: number): boolean {
  try {
    // A process that has ended counts until its parent has asked, which may never be here.
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

/** Resolves once no watcher runs any more. */
async function watchersEnd(withinMs: number): Promise<void> {
  const until = Date.now() + withinMs
  while (watchers().some(({ pid }) => isRunning(pid)) && Date.now() < until) await setTimeout(20)
}

/** Runs apply in a terminal. */
function apply(...args: string[]): Terminal {
  const words = [process.execPath, program, 'apply', '--yes', ...args]
  const terminal = openTerminal(place.folder, words.map(word => `'${word}'`).join(' '))
  terminals.push(terminal)
  return terminal
}

const ends = ['kill', 'close'] as const
const cases = (Object.keys(providers) as (keyof typeof providers)[]).flatMap(provider =>
  ends.map(end => ({ provider, end })),
)

describe.each(cases)('at provider $provider, when somebody does $end the terminal', ({ provider, end }) => {
  it('takes the change back on time if it waits to be confirmed', async () => {
    await prepare(provider)
    const terminal = apply('--confirm-within', '3s')
    await terminal.line('unless it is confirmed')
    expect(await held()).toBe('edited')
    await terminal[end]()
    await watchersEnd(6000)
    expect(await held()).toBe('before')
    const [watcher] = watchers()
    expect(watcher?.late).toBeGreaterThanOrEqual(0)
    expect(watcher?.late).toBeLessThan(2000)
  })

  it('takes the change back on time if it is still applied', async () => {
    await prepare(provider)
    const terminal = apply('--confirm-within', '3s', '--canary', 'echo it runs; sleep 60')
    await terminal.line('it runs')
    await terminal[end]()
    await watchersEnd(6000)
    expect(await held()).toBe('before')
    const [watcher] = watchers()
    expect(watcher?.late).toBeLessThan(2000)
  })

  it('takes the first step back if the second one never comes', async () => {
    await prepare(provider)
    const terminal = apply('--confirm-within', '3s', '--lower-ttl', '30s')
    await terminal.line('TTLs are lowered')
    await terminal[end]()
    await watchersEnd(6000)
    expect(await held()).toBe('before')
    expect(watchers()[0]?.late).toBeLessThan(2000)
    const resumed = await place.dnsctl('apply', '--resume')
    expect(resumed.stdout).toContain('Nothing to resume')
  })
})

describe('at Route 53', () => {
  let endpoint: TestEndpoint
  beforeEach(async () => {
    endpoint = await startEndpoint()
    vi.stubEnv('AWS_ACCESS_KEY_ID', endpoint.credentials.accessKeyId)
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', endpoint.credentials.secretAccessKey)
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await endpoint.close()
  })

  it('takes the change back on time when somebody kills the terminal', async () => {
    await prepare('local', `aws: { type: route53, endpoint: '${endpoint.url}', requests_per_second: 100 }`)
    const terminal = apply('--confirm-within', '5s', '--no-verify')
    await terminal.line('unless it is confirmed')
    expect(await held()).toBe('edited')
    await terminal.kill()
    await watchersEnd(12_000)
    expect(await held()).toBe('before')
    expect(watchers()[0]?.late).toBeGreaterThanOrEqual(0)
    expect(watchers()[0]?.late).toBeLessThan(2000)
    expect(endpoint.requests.filter(name => name === 'CreateHostedZone').length).toBe(2)
  })
})

describe('a change that waits', () => {
  it('stays once it is confirmed, and its watcher ends', async () => {
    await prepare()
    const applied = await place.dnsctl('apply', '--yes', '--confirm-within', '60s', '--json')
    const { run } = JSON.parse(applied.stdout) as { run: string }
    const confirmed = await place.dnsctl('confirm')
    expect(confirmed).toMatchObject({ code: 0, stderr: '' })
    expect(confirmed.stdout).toContain(`Run ${run} is confirmed`)
    await watchersEnd(5000)
    expect(watchers().map(({ log }) => log)).toEqual([expect.stringContaining('confirmed by')])
    expect(await held()).toBe('edited')
    const again = await place.dnsctl('confirm', run)
    expect(again).toMatchObject({ code: 1 })
    expect(again.stderr).toContain('run-decided')
  })

  it('keeps others from its zones, but not from others', async () => {
    await prepare()
    await place.dnsctl('apply', '--yes', '--confirm-within', '60s')
    place.edit('zones/example.com.yaml', '192.0.2.22]', '192.0.2.23]')
    const refused = await place.dnsctl('apply', '--yes')
    expect(refused).toMatchObject({ code: 3 })
    expect(refused.stderr).toContain('run-pending: example.com. at local')
    expect(await place.dnsctl('apply', 'example.org', '--yes')).toMatchObject({ code: 0 })
    await place.dnsctl('confirm')
    expect(await place.dnsctl('apply', '--yes')).toMatchObject({ code: 0 })
    await watchersEnd(5000)
  })

  it('says that it was too late', async () => {
    await prepare()
    await place.dnsctl('apply', '--yes', '--confirm-within', '1s')
    await watchersEnd(5000)
    const late = await place.dnsctl('confirm')
    expect(late).toMatchObject({ code: 1, stdout: '' })
    expect(late.stderr).toMatch(
      /run-decided: it is too late: run \S+ was taken back at \S+ \(nobody confirmed it in time\)/,
    )
    expect(await held()).toBe('before')
  })

  it('is decided by a rollback', async () => {
    await prepare()
    await place.dnsctl('apply', '--yes', '--confirm-within', '60s')
    expect(await place.dnsctl('rollback', '--yes')).toMatchObject({ code: 0 })
    await watchersEnd(8000)
    expect(watchers()[0]?.log).toContain('it is taken back')
    expect(await held()).toBe('before')
  })
})

describe('without its watcher, a change', () => {
  beforeEach(async () => {
    await prepare()
    await place.dnsctl('apply', '--yes', '--confirm-within', '1s')
    for (const { pid } of watchers()) process.kill(pid, 'SIGKILL')
    await setTimeout(1000)
    expect(await held()).toBe('edited')
  })

  it('is taken back by the next apply', async () => {
    const { stderr } = await place.dnsctl('apply', 'example.org', '--yes')
    expect(stderr).toMatch(/^warning: run-unconfirmed: run \S+ was taken back: nobody confirmed it in time$/m)
    expect(await held()).toBe('before')
  })

  it('is taken back by a server that starts', async () => {
    const server = await place.serve()
    expect((await place.dnsctl('query', 'api.example.com', 'A', server.at, '--short')).stdout).toContain(
      '192.0.2.21',
    )
    server.signal('SIGTERM')
    await server.exit
  })

  it('cannot be confirmed any more', async () => {
    const late = await place.dnsctl('confirm')
    expect(late).toMatchObject({ code: 1 })
    expect(late.stderr).toContain('it is too late')
    expect(await held()).toBe('before')
  })
})

describe('a canary', () => {
  it('that is content lets the change stay', async () => {
    await prepare()
    const { code, stderr } = await place.dnsctl('apply', '--yes', '--canary', 'echo looking at $DNSCTL_ZONES')
    expect(code).toBe(0)
    expect(stderr).toContain('looking at example.com.')
    await watchersEnd(5000)
    expect(await held()).toBe('edited')
  })

  it('that fails takes it back at once', async () => {
    await prepare()
    const { code, stdout, stderr } = await place.dnsctl(
      'apply',
      '--yes',
      '--canary',
      'echo no answer; exit 7',
    )
    expect(code).toBe(1)
    expect(`${stdout}${stderr}`).toContain(
      'canary-failed: the canary `echo no answer; exit 7` ended with exit code 7',
    )
    expect(await held()).toBe('before')
    await watchersEnd(8000)
  })

  it('that takes too long takes it back, and so does one whose apply is killed', async () => {
    await prepare()
    const slow = await place.dnsctl(
      'apply',
      '--yes',
      '--canary',
      'sleep 60',
      '--canary-timeout',
      '1s',
      '--json',
    )
    expect(slow.code).toBe(1)
    expect(JSON.parse(slow.stdout).reverted).toMatchObject({ why: [{ code: 'canary-failed' }], left: [] })
    expect(await held()).toBe('before')
    const terminal = apply('--canary', 'echo it runs; sleep 60', '--canary-timeout', '2s')
    await terminal.line('it runs')
    await terminal.kill()
    await watchersEnd(8000)
    expect(await held()).toBe('before')
  })
})
