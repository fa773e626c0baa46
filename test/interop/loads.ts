// Load for a server under test, and servers that bear it: the programs in C of the benchmark.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { compiled, type LoadResult } from '../bench/dns/load.ts'
import { mayAsk } from './proxy/asking.ts'
import { query } from './proxy/messages.ts'

/** Whether tests have the sizes that the project promises, and not those that fit into each run of all tests. */
export const isEndurance = process.env.DNSCTL_ENDURANCE === '1'

/** The size of a test: what is promised, or less. */
export const sized = (promised: number, less: number): number => (isEndurance ? promised : less)

export interface OfferedLoad {
  /** Queries a second, and for how long. */
  readonly rate: number
  readonly seconds: number
  readonly names?: number
  readonly zone?: string
  /** How long an answer may take. */
  readonly timeoutMs?: number
}

const run = promisify(execFile)
const programs = { generator: '', server: '' }

/** Asks for `hNNNNNNN.ZONE` over UDP at a steady rate; times of answers count from when their queries were due. */
export async function offerLoad(port: number, load: OfferedLoad): Promise<LoadResult> {
  const { rate, seconds, names = 10_000, zone = 'bench.example', timeoutMs = 8000 } = load
  programs.generator ||= compiled('loadgen')
  const pairs = { p: port, r: rate, l: seconds, n: names, z: zone, t: timeoutMs }
  const { stdout } = await run(
    programs.generator,
    Object.entries(pairs).flatMap(([option, value]) => [`-${option}`, `${value}`]),
  )
  return JSON.parse(stdout) as LoadResult
}

/** A server that gives every name the address 10.0.P.Q, by which its port is known. */
export interface LoadedServer {
  readonly port: number
  readonly address: string
  readonly process: ChildProcess
  /** Begins to answer SERVFAIL, or ends that. */
  turn(): void
  /** Starts it again on its port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Starts one, which loses so many percent of the queries. */
export async function startServer(loss = 0): Promise<LoadedServer> {
  programs.server ||= compiled('answerer')
  const port = await freePort()
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(programs.server, [`${port}`, `${loss}`], { stdio: 'inherit' })
    for (
      let left = 100;
      !(await mayAsk(port, query('a.test'), { waitMs: 100 }).catch(() => undefined));
      left--
    ) {
      if (left === 0) throw new Error('the server does not answer')
      await sleep(20)
    }
    return child
  }
  let child = await start()
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  return {
    port,
    address: `127.0.0.1:${port}`,
    get process() {
      return child
    },
    turn: () => void child.kill('SIGUSR1'),
    async restart() {
      await stop()
      child = await start()
    },
    stop,
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}
