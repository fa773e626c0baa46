// One query of a client and what becomes of it, on octets; made once, kept while backends are asked, then filled anew.
import type { Pool } from './backends/pool.ts'

/** How a query came in. */
export const transports = { udp: 0, tcp: 1, dot: 2, doh: 3 } as const
export type Transport = (typeof transports)[keyof typeof transports]

/** Whoever waits for the answer of a transaction. */
export interface Requester {
  /** Sends `message`, `length` octets of it, which hold the answer now. It must be copied, or sent, at once. */
  answer(transaction: Transaction): void
  /** Nothing will be answered. */
  drop(transaction: Transaction): void
  /** The answer comes later: whatever will have changed by then, such as where the query came from, is to be kept now. */
  hold?(transaction: Transaction): void
}

/** What is known of a query that came over HTTP. */
export interface HttpRequest {
  readonly path: string
  readonly method: string
  readonly scheme: string
  readonly host: string
  readonly queryString: string
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>
}

/** An answer over HTTP that is no DNS message: a page, a redirection, an error. */
export interface HttpAnswer {
  readonly status: number
  /** For a redirection, where it leads to. */
  readonly body: Uint8Array
  /** Of an answer with status 200. */
  readonly contentType: string
}

/** Octets of a query that are kept while it waits; of a longer one `stored` is made anew. */
export const storedOctets = 512

/** Octets of the way back to a UDP client: its socket address and the control message with the address it asked. */
export const pathOctets = 96

export interface Transaction {
  /** The message: the query first, the answer once there is one. It starts at octet 0 and may grow up to the end. */
  message: Uint8Array
  length: number

  /** The question, which the answer repeats: behind its name (which starts at octet 12), and behind itself. */
  nameEnd: number
  questionEnd: number
  /** Labels of the name, without the root. */
  labels: number
  type: number
  class: number
  /** Where the OPT record of `message` stands, and behind its last octet; 0 if it has none. Whoever moves it says so here. */
  optAt: number
  optEnd: number

  /** Of the query as it came: id, both octets of flags, what EDNS said (512 and false without). */
  id: number
  flags: number
  hasEdns: boolean
  udpSize: number
  dnssecOk: boolean

  /** The address of the client as in net/address-words.ts, and its port. */
  readonly client: Int32Array
  clientPort: number
  transport: Transport
  /** Which of the proxy's addresses was asked: its number among the binds. */
  bind: number
  /** Milliseconds of the thread's clock when the query came. */
  since: number
  /** The server name of TLS; what HTTP said. */
  sni: string | undefined
  http: HttpRequest | undefined

  requester: Requester
  /** The way back of UDP; whatever else a requester needs to know its client by. */
  readonly path: Uint8Array
  ticket: number

  /** The hash of the query as it was looked up in the packet cache. */
  cacheHash: number
  /** Where the query goes; decided by rules. */
  pool: Pool
  readonly decided: Decisions

  /** The query as it was forwarded, while backends are asked. */
  stored: Uint8Array
  storedLength: number
}

/** What rules have decided of a query and its answer; plain values, so that forgetting them is quick. */
export interface Decisions {
  skipCache: boolean
  /** Milliseconds by which the answer is delayed, over UDP. */
  delayMs: number
  /** Put on the answer as it is sent: an Extended DNS Error, unless negative, and its text. */
  ede: number
  edeText: string
  /** Extended DNS Errors that the answer has already stay beside it. */
  edeKeepsOthers: boolean
  /** What a client gets over HTTP in place of the message. */
  httpAnswer: HttpAnswer | undefined
  /** Seconds: TTLs of the answer are at most that; a failure is cached that long. Negative: as configured. */
  maxReturnedTtl: number
  temporaryFailureTtl: number
  /** Client subnet to the backend: whether to send it at all, as the pool says if undefined, and how. */
  useEcs: boolean | undefined
  ecsOverride: boolean | undefined
  ecsPrefixV4: number
  ecsPrefixV6: number
  /** A client subnet to send instead of the client's address: as words, and the bits of its prefix; negative for none. */
  readonly ecsV4: Int32Array
  ecsV4Prefix: number
  readonly ecsV6: Int32Array
  ecsV6Prefix: number
  /** The proxy has added an EDNS record or client subnet, which the client must not see in the answer. */
  addedOpt: boolean
  addedEcs: boolean
  /** RestoreFlags: the answer gets RD and CD of the query as it came. */
  restoreFlags: boolean
  /** Not retried elsewhere. */
  disableRetry: boolean
  /** Answered by a rule, by the cache (fresh or stale), or by a backend. */
  source: AnswerSource
  /** What rules have noted; several queries may share a map, so it is never changed. */
  tags: ReadonlyMap<string, string> | undefined
}

/** Who has answered. */
export const sources = { nobody: 0, rule: 1, cache: 2, stale: 3, backend: 4, failure: 5 } as const
export type AnswerSource = (typeof sources)[keyof typeof sources]

const nothing = new Uint8Array(0)
const nobody: Requester = { answer() {}, drop() {} }

/** Makes room for one; `pool` is where queries go unless a rule says otherwise. */
export const createTransaction = (pool: Pool): Transaction => ({
  message: nothing,
  length: 0,
  nameEnd: 0,
  questionEnd: 0,
  labels: 0,
  type: 0,
  class: 0,
  optAt: 0,
  optEnd: 0,
  id: 0,
  flags: 0,
  hasEdns: false,
  udpSize: 512,
  dnssecOk: false,
  client: new Int32Array(4),
  clientPort: 0,
  transport: transports.udp,
  bind: 0,
  since: 0,
  sni: undefined,
  http: undefined,
  requester: nobody,
  path: new Uint8Array(pathOctets),
  ticket: 0,
  cacheHash: 0,
  pool,
  decided: createDecisions(),
  stored: new Uint8Array(storedOctets),
  storedLength: 0,
})

const createDecisions = (): Decisions => ({
  skipCache: false,
  delayMs: 0,
  ede: -1,
  edeText: '',
  edeKeepsOthers: false,
  httpAnswer: undefined,
  maxReturnedTtl: -1,
  temporaryFailureTtl: -1,
  useEcs: undefined,
  ecsOverride: undefined,
  ecsPrefixV4: -1,
  ecsPrefixV6: -1,
  ecsV4: new Int32Array(4),
  ecsV4Prefix: -1,
  ecsV6: new Int32Array(4),
  ecsV6Prefix: -1,
  addedOpt: false,
  addedEcs: false,
  restoreFlags: false,
  disableRetry: false,
  source: sources.nobody,
  tags: undefined,
})

/** Forgets what was decided. */
export function resetDecisions(decided: Decisions): void {
  decided.skipCache = false
  decided.delayMs = 0
  decided.ede = -1
  decided.edeText = ''
  decided.edeKeepsOthers = false
  decided.httpAnswer = undefined
  decided.maxReturnedTtl = -1
  decided.temporaryFailureTtl = -1
  decided.useEcs = undefined
  decided.ecsOverride = undefined
  decided.ecsPrefixV4 = -1
  decided.ecsPrefixV6 = -1
  decided.ecsV4Prefix = -1
  decided.ecsV6Prefix = -1
  decided.addedOpt = false
  decided.addedEcs = false
  decided.restoreFlags = false
  decided.disableRetry = false
  decided.source = sources.nobody
  decided.tags = undefined
}
