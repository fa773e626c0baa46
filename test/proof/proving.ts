// Proves zones against servers in memory: our own responder on what each of them holds, or what a test says.
import { silent } from '../../src/base/io.ts'
import { type Name, parseName } from '../../src/dns/name.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { decodeMessage, encodeMessage, type Message } from '../../src/dns/wire/message.ts'
import type { Question } from '../../src/dns/wire/record.ts'
import type { ServerClient } from '../../src/net/client/server-client.ts'
import type { Expectation, Proof } from '../../src/proof/proof.ts'
import { type ProveInput, prove } from '../../src/proof/prove.ts'
import { serverOf } from '../server/authoritative/rich-zone.ts'

export const origin = parseName('example.com.')

/** What the servers hold, and what is expected of them in place of that. */
export interface Proving {
  readonly clients: Readonly<Record<string, ServerClient>>
  readonly expected: readonly Expectation[]
  /** The zone as it is to be; decides what is unclear. */
  readonly zone: readonly RRset[]
}

/** Expects each RRset as it is. */
export const expectAll = (rrsets: readonly RRset[]): Expectation[] =>
  rrsets.map(rrset => ({ owner: rrset.owner, type: rrset.type, rrset }))

/** Expects that nothing is there. */
export const expectNothing = (owner: string, type: string): Expectation => ({
  owner: parseName(owner, origin),
  type,
  rrset: undefined,
})

/** A query as the client of a server sends it. */
const queryOf = (question: Question): Message => ({
  id: 7,
  opcode: 'QUERY',
  rcode: 'NOERROR',
  flags: new Set(),
  questions: [question],
  answers: [],
  authorities: [],
  additionals: [],
})

/** A server that answers from RRsets, whole as over TCP. */
export function clientOf(rrsets: readonly RRset[], apex: string = origin): ServerClient {
  const { send } = serverOf({ [apex]: rrsets })
  return { ask: async question => decodeMessage(send(encodeMessage(queryOf(question)), 'tcp')), close() {} }
}

/** A server that answers each question with what a test makes of it. */
export const answering = (answer: (question: Question) => Partial<Message>): ServerClient => ({
  ask: async question => ({ ...queryOf(question), ...answer(question) }),
  close() {},
})

/** Time that passes only while it is waited for; what happens meanwhile is the test's. */
export function ownPulse(whileWaiting: (round: number, ms: number) => void = () => {}) {
  const waits: number[] = []
  let now = 0
  return {
    waits,
    now: () => now,
    async pause(ms: number) {
      now += ms
      waits.push(ms)
      whileWaiting(waits.length, ms)
    },
  }
}

/** Proves with one round unless the input says otherwise. */
export function proveWith(
  { clients, expected, zone }: Proving,
  input: Partial<ProveInput> = {},
): Promise<Proof> {
  const byKey = new Map(zone.map(rrset => [`${rrset.owner.toLowerCase()} ${rrset.type}`, rrset]))
  const names = Object.keys(clients)
  return prove({
    zone: origin,
    found: {
      servers: names.map((name, i) => ({ name, endpoint: { host: `192.0.2.${i + 1}`, port: 53 } })),
      unresolved: [],
      unreachable: [],
    },
    async *expectations() {
      yield expected
    },
    surroundings: async () => ({ get: (owner: Name, type) => byKey.get(`${owner.toLowerCase()} ${type}`) }),
    timeoutMs: 0,
    openClient: async ({ host }) => clients[names[Number(host.split('.')[3]) - 1]!]!,
    pulse: ownPulse(),
    listener: silent,
    signal: new AbortController().signal,
    ...input,
  })
}

/** `ns2 192.0.2.2 www.example.com. A: differs, has …` for each unequal cell. */
export const cellsOf = ({ unequal }: Proof): string[] =>
  unequal.map(({ server, owner, type, status, detail }) => `${server} ${owner} ${type}: ${status}, ${detail}`)
