// A server that the proxy asks: what is configured of it, and its state in memory that all threads share.
import type { Endpoint } from '../../net/address.ts'
import { type CounterRows, type SharedMemory, type ThreadNumber, takeCounters } from '../shared-memory.ts'

/** What a policy and the engine need to know of a server; times are in milliseconds. */
export interface BackendSettings {
  /** Its own: the name that was given, or else its address. State and counters are kept under it over a reload. */
  readonly id: string
  readonly name: string
  readonly endpoint: Endpoint
  readonly order: number
  readonly weight: number
  readonly pools: readonly string[]
  /** Queries a second at most; 0 for any number. */
  readonly queriesPerSecond: number
  /** Addresses and interfaces to ask from: an IP address, or undefined for any. */
  readonly source: string | undefined
  /** UDP sockets of each thread. */
  readonly sockets: number
  /** Adds the client's address as a client subnet. */
  readonly useEcs: boolean
  /** Queries over TCP alone, whatever the client uses. */
  readonly tcpOnly: boolean
  /** What whashed and chashed start from: a UUID or anything else that stays. */
  readonly hashSeed: string
  /** The mode it starts with. */
  readonly mode: Mode
  readonly health: HealthSettings
  readonly tcp: TcpSettings
}

/** How a server is checked. */
export interface HealthSettings {
  /** What is asked; its id is 0. */
  readonly query: Uint8Array
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly maxFailures: number
  readonly rise: number
  /** NXDOMAIN and REFUSED are failures too. */
  readonly mustResolve: boolean
  readonly useTcp: boolean
  /** Set where checks begin only once queries fail. */
  readonly lazy: LazySettings | undefined
}

/** When checks begin. */
export interface LazySettings {
  readonly countsServfail: boolean
  /** The last so many queries are looked at, and with fewer than `minSamples` nothing is concluded. */
  readonly sampleSize: number
  readonly minSamples: number
  /** From 0 to 1: how many of them must have failed. */
  readonly threshold: number
  /** Between checks while the server is down; doubled each time up to `maxIntervalMs`. */
  readonly intervalMs: number
  readonly maxIntervalMs: number
}

/** Limits of connections to a server. */
export interface TcpSettings {
  readonly connectMs: number
  readonly sendMs: number
  readonly receiveMs: number
  /** How often a query goes out again as its connection was closed. */
  readonly retries: number
  /** Queries that wait on one connection at most. */
  readonly inFlight: number
  /** Connections at most; 0 for any number. */
  readonly connections: number
}

/** How a server's state is decided. */
export const modes = { auto: 0, up: 1, down: 2, drain: 3 } as const
export type Mode = keyof typeof modes

/** What each thread counts of a server. */
export const backendCounters = [
  'queries',
  'responses',
  'timeouts',
  'sendErrors',
  'nonCompliant',
  'servfail',
  'refused',
  'retries',
  'hedged',
  'tcpQueries',
  'tcpErrors',
  'tcpConnections',
  'teed',
] as const
export type BackendCounter = (typeof backendCounters)[number]
const columnOf = Object.fromEntries(backendCounters.map((name, column) => [name, column])) as Readonly<
  Record<BackendCounter, number>
>

/** The state of a server; its words are written with Atomics where several threads do. */
export interface BackendState {
  /** Whether queries may go there: forced up, or probed and found up, and not draining. */
  isUsable(): boolean
  readonly mode: Mode
  setMode(mode: Mode): void
  /** What health checks have found. */
  readonly isHealthy: boolean
  setHealthy(isHealthy: boolean): void
  /** Queries that wait for an answer, in all threads. */
  readonly outstanding: number
  addOutstanding(count: number): void
  /** Forgets what a thread was waiting for when it crashed. */
  forgetOutstanding(thread: number): void
  /** Milliseconds that answers take over UDP: each new one counts 1/128. 0 before the first. */
  readonly latency: number
  addLatency(ms: number): void
  /** Takes one of this second's queries, where there is a limit: false if none is left. */
  takeQuery(limit: number, now: number): boolean
  count(counter: BackendCounter): void
  total(counter: BackendCounter): number
}

/** A server as one thread sees it. */
export interface Backend {
  readonly settings: BackendSettings
  readonly state: BackendState
}

/*
 *  i32  +0 mode   +1 what health checks found (0 down, 1 up)   +2 (nothing)   +3 a lock, of the bucket
 *  f64  +2 latency   +3 queries left in the bucket   +4 when that was counted, in ms
 */
const words = { mode: 0, isHealthy: 1, lock: 3 } as const
const doubles = { latency: 2, left: 3, countedAt: 4 } as const
const stateOctets = 64
const modeNames = Object.keys(modes) as Mode[]
/** As in dnsdist: the last 128 answers, roughly. */
const latencyShare = 1 / 128
/** Behind the counters: each thread knows how much it waits for, so that none has to be atomic. */
const outstandingColumn = backendCounters.length

/** So often a lock is tried before it is taken to be that of a thread that has crashed. */
const maxTries = 1000

/** Takes the state of a server; one that is new is not healthy yet. */
export const takeBackendState = (memory: SharedMemory, id: string, at: ThreadNumber): BackendState =>
  new SharedState(
    memory.take(`backend/${id}/state`, stateOctets),
    takeCounters(memory, `backend/${id}/counters`, outstandingColumn + 1, at),
  )

/** A class, as objects with getters of their own would each have a shape of their own, which costs policies dearly. */
class SharedState implements BackendState {
  private readonly i32: Int32Array
  private readonly f64: Float64Array
  private readonly counters: CounterRows

  constructor(buffer: SharedArrayBuffer, counters: CounterRows) {
    this.i32 = new Int32Array(buffer)
    this.f64 = new Float64Array(buffer)
    this.counters = counters
  }

  isUsable(): boolean {
    const mode = this.i32[words.mode]!
    return mode === modes.up || (mode === modes.auto && this.i32[words.isHealthy] === 1)
  }

  get mode(): Mode {
    return modeNames[this.i32[words.mode]!]!
  }

  setMode(mode: Mode): void {
    Atomics.store(this.i32, words.mode, modes[mode])
  }

  get isHealthy(): boolean {
    return this.i32[words.isHealthy] === 1
  }

  setHealthy(isHealthy: boolean): void {
    Atomics.store(this.i32, words.isHealthy, isHealthy ? 1 : 0)
  }

  get outstanding(): number {
    const { rows } = this.counters
    let waiting = 0
    for (let i = 0; i < rows.length; i++) waiting += rows[i]![outstandingColumn]!
    return waiting
  }

  addOutstanding(count: number): void {
    this.counters.mine[outstandingColumn]! += count
  }

  forgetOutstanding(thread: number): void {
    this.counters.rows[thread]![outstandingColumn] = 0
  }

  get latency(): number {
    return this.f64[doubles.latency]!
  }

  addLatency(ms: number): void {
    const before = this.f64[doubles.latency]!
    this.f64[doubles.latency] = before === 0 ? ms : before + (ms - before) * latencyShare
  }

  takeQuery(limit: number, now: number): boolean {
    const { i32, f64 } = this
    // Who does not get the lock at once is one of several that ask at this moment; it waits for some instructions.
    for (let i = 0; i < maxTries && Atomics.compareExchange(i32, words.lock, 0, 1) !== 0; i++);
    // Clocks of threads are read at different moments.
    const until = Math.max(now, f64[doubles.countedAt]!)
    const left = Math.min(limit, f64[doubles.left]! + ((until - f64[doubles.countedAt]!) * limit) / 1000)
    const isLeft = left >= 1
    f64[doubles.left] = isLeft ? left - 1 : left
    f64[doubles.countedAt] = until
    Atomics.store(i32, words.lock, 0)
    return isLeft
  }

  count(counter: BackendCounter): void {
    this.counters.mine[columnOf[counter]]!++
  }

  total(counter: BackendCounter): number {
    return this.counters.sum(columnOf[counter])
  }
}
