// The built command as a proxy under test: `startProxy` here, servers behind it in mock-server.ts, clients in asking.ts.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { giveOrder } from '../../../src/operations/proxy/control-socket.ts'
import type { ProxyEvent } from '../../../src/operations/proxy/proxy-events.ts'

type EventOf<Kind extends ProxyEvent['event']> = Extract<ProxyEvent, { readonly event: Kind }>

/** Settings as the file has them; what is left out is as by default, but for those of `startProxy`. */
export type Settings = Readonly<Record<string, unknown>>

export interface ProxyUnderTest {
  /** The port of the first address, and those of all. */
  readonly port: number
  readonly ports: readonly number[]
  /** Its process, to be stopped and killed. */
  readonly process: ChildProcess
  /** Folder of the settings, `proxy.yaml`; paths in them are relative to it. Gone after `stop`. */
  readonly folder: string
  /** What it told so far. */
  readonly events: readonly ProxyEvent[]
  /** Resolves with the first event that fits and comes after `since` others; throws after 20 s. */
  until<Kind extends ProxyEvent['event']>(
    kind: Kind,
    fits?: (event: EventOf<Kind>) => boolean,
    since?: number,
  ): Promise<EventOf<Kind>>
  /** All counters, as they are now. */
  counters(): Promise<EventOf<'summary'>['counters'] & { readonly overruns: number }>
  /** Writes other settings and has them read; throws the problems that are found. The addresses stay. */
  reload(settings: Settings | string): Promise<void>
  /** Gives an order through the control socket. */
  order(name: string, given?: unknown): Promise<unknown>
  /** Ends it with SIGTERM; its exit code. */
  stop(): Promise<number | null>
}

export interface ProxyFlags {
  /** 2 by default: more than one shows what threads share, few start fast. */
  readonly workers?: number
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const command = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))
/** Machines that test much at once are slow. */
const patienceMs = 50_000
const aBind = { listen_address: '127.0.0.1:0' }

/**
 * Starts `dnsctl proxy -c FILE`; resolves when it listens, with every server checked once. Settings without `binds` answer
 * on a free port of 127.0.0.1, over UDP and TCP.
 */
export async function startProxy(
  settings: Settings,
  { workers = 2, args = [], env = {} }: ProxyFlags = {},
): Promise<ProxyUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-proxy-'))
  const file = join(folder, 'proxy.yaml')
  const socket = join(folder, 'proxy.sock')
  const write = (given: Settings | string): void =>
    writeFileSync(
      file,
      typeof given === 'string'
        ? given
        : JSON.stringify({ binds: [aBind], console: { socket }, ...given }, undefined, 2),
    )
  write(settings)
  const child = spawn(
    process.execPath,
    [command, 'proxy', '-c', file, '--json', '--workers', String(workers), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder, env: { ...process.env, ...env } },
  )
  const heard = hear(child)
  const exit = once(child, 'exit')
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await exit
      clearTimeout(hard)
    }
    rmSync(folder, { recursive: true, force: true })
    return child.exitCode
  }
  try {
    const { binds } = await heard.until('listening')
    if (settings.console === undefined) await untilThere(socket)
    const ports = binds.map(({ endpoint }) => endpoint.port)
    return {
      port: ports[0]!,
      ports,
      process: child,
      folder,
      events: heard.events,
      until: heard.until,
      async counters() {
        const since = heard.events.length
        child.kill('SIGUSR2')
        const { counters, overruns } = await heard.until('summary', () => true, since)
        return { ...counters, overruns }
      },
      async reload(next) {
        write(next)
        await giveOrder(socket, 'reload')
      },
      order: (name, given) => giveOrder(socket, name, given),
      stop,
    }
  } catch (error) {
    await stop()
    throw new Error(`the proxy did not start: ${(error as Error).message}\n${heard.errors()}`)
  }
}

/** It listens before it takes orders. */
async function untilThere(path: string): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!existsSync(path) && performance.now() < deadline)
    await new Promise(resolve => setTimeout(resolve, 5))
}

/** Reads the events that a proxy tells, a line of JSON each. */
function hear(child: ChildProcess) {
  const events: ProxyEvent[] = []
  let rest = ''
  let errors = ''
  let onEvent = (): void => {}
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines)
      if (line.startsWith('{"event"')) events.push(JSON.parse(line) as ProxyEvent)
      else errors += `${line}\n`
    onEvent()
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000)
  })
  child.once('exit', () => onEvent())

  async function until<Kind extends ProxyEvent['event']>(
    kind: Kind,
    fits: (event: EventOf<Kind>) => boolean = () => true,
    since = 0,
  ): Promise<EventOf<Kind>> {
    const isIt = (event: ProxyEvent): event is EventOf<Kind> =>
      event.event === kind && fits(event as EventOf<Kind>)
    const deadline = performance.now() + patienceMs
    for (;;) {
      const found = events.slice(since).find(isIt)
      if (found) return found
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the proxy ended before "${kind}"`)
      if (performance.now() > deadline) throw new Error(`no "${kind}" within ${patienceMs} ms`)
      await new Promise<void>(resolve => {
        const before = onEvent
        const timer = setTimeout(resolve, 1000)
        onEvent = () => {
          before()
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  return { events, until, errors: () => errors }
}
