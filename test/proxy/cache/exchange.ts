// Queries and answers for the tests of the packet cache: on the wire, and in a transaction.
import dnsPacket, { type Answer, type Packet } from 'dns-packet'
import type { Pool } from '../../../src/proxy/backends/pool.ts'
import { createPacketCache } from '../../../src/proxy/cache/create-packet-cache.ts'
import { createPacketCacheKeeper } from '../../../src/proxy/cache/packet-cache-keeper.ts'
import { readQuery } from '../../../src/proxy/engine/read-query.ts'
import { type PacketCacheSettings, packetCacheSchema } from '../../../src/proxy/settings/packet-cache.ts'
import { keepMemory, type SharedMemory } from '../../../src/proxy/shared-memory.ts'
import { createTransaction, type Transaction, transports } from '../../../src/proxy/transaction.ts'

/** Settings with the defaults of the schema. */
export function settingsOf(given: Partial<PacketCacheSettings> = {}): PacketCacheSettings {
  const { properties } = packetCacheSchema
  const defaults = Object.entries(properties).flatMap(([name, schema]) =>
    'default' in schema ? [[name, schema.default]] : [],
  )
  return { ...Object.fromEntries(defaults), name: 'cache', size: 1000, ...given }
}

/** A cache in memory of its own, or in that of another, with a clock that tests move. */
export function openCache(
  given: Partial<PacketCacheSettings> = {},
  memory: SharedMemory = keepMemory(new Map()),
) {
  const settings = settingsOf(given)
  const clock = { ms: 0, seconds: 1000 }
  const at = { thread: 0, threads: 2 }
  return {
    settings,
    clock,
    memory,
    cache: createPacketCache(settings, memory, at, clock),
    keeper: createPacketCacheKeeper(settings, memory, at, clock),
  }
}

export interface Ask {
  readonly name: string
  readonly type?: string
  readonly id?: number
  /** The number of flags, RD if absent. */
  readonly flags?: number
  /** The payload size of EDNS; none if absent. */
  readonly edns?: number
  readonly dnssecOk?: boolean
  readonly options?: readonly { readonly code: number; readonly data: readonly number[] }[]
  readonly isStream?: boolean
  /** Another record in the additional section. */
  readonly extra?: Answer
}

const opt = (size: number, dnssecOk: boolean, options: Ask['options'] = []) => ({
  type: 'OPT' as const,
  name: '.' as const,
  udpPayloadSize: size,
  flags: dnssecOk ? 0x8000 : 0,
  options: options.map(({ code, data }) => ({ code, data: Buffer.from(data) })),
})

/** A query on the wire. */
export function queryOf({
  name,
  type = 'A',
  id = 1,
  flags = 0x100,
  edns,
  dnssecOk = false,
  options,
  extra,
}: Ask) {
  return Uint8Array.from(
    dnsPacket.encode({
      id,
      flags,
      questions: [{ name, type: type as 'A', class: 'IN' }],
      additionals: [
        ...(edns === undefined ? [] : [opt(edns, dnssecOk, options)]),
        ...(extra ? [extra] : []),
      ] as Packet['additionals'] & object,
    } as Packet),
  )
}

export interface Reply {
  readonly answers?: readonly Answer[]
  readonly authorities?: readonly Answer[]
  readonly rcode?: number
  readonly isTruncated?: boolean
  /** Payload size of its OPT record, and its options. */
  readonly edns?: number
  readonly options?: Ask['options']
  readonly additionals?: readonly Answer[]
}

/** An address of a name. */
export const address = (name: string, ttl: number, data = '192.0.2.1'): Answer => ({
  name,
  type: 'A',
  ttl,
  data,
})

/** A SOA record, as it stands in a negative answer. */
export const soa = (ttl: number, minimum: number): Answer => ({
  name: 'example.com',
  type: 'SOA',
  ttl,
  data: {
    mname: 'ns.example.com',
    rname: 'admin.example.com',
    serial: 1,
    refresh: 2,
    retry: 3,
    expire: 4,
    minimum,
  },
})

/** The answer to a query on the wire. */
export function answerOf(ask: Ask, reply: Reply): Uint8Array {
  const {
    answers = [],
    authorities = [],
    additionals = [],
    rcode = 0,
    isTruncated = false,
    edns,
    options,
  } = reply
  return Uint8Array.from(
    dnsPacket.encode({
      type: 'response',
      id: 4711,
      flags: (ask.flags ?? 0x100) | 0x80 | (isTruncated ? 0x200 : 0) | rcode,
      questions: [{ name: ask.name, type: (ask.type ?? 'A') as 'A', class: 'IN' }],
      answers: [...answers],
      authorities: [...authorities],
      additionals: [...additionals, ...(edns === undefined ? [] : [opt(edns, false, options)])] as Answer[],
    } as Packet),
  )
}

const noPool = {} as Pool

/** A transaction with the query in a message that has room for 4096 octets. */
export function transactionOf(ask: Ask): Transaction {
  const t = createTransaction(noPool)
  const query = queryOf(ask)
  t.message = new Uint8Array(4096)
  t.message.set(query)
  t.length = query.length
  t.transport = ask.isStream ? transports.tcp : transports.udp
  readQuery(t)
  return t
}

/** The same with an answer in the message, and the query stored, as when it is put into the cache. */
export function answeredOf(ask: Ask, reply: Reply): Transaction {
  const t = transactionOf(ask)
  t.stored = t.message.slice(0, t.length)
  t.storedLength = t.length
  const answer = answerOf(ask, reply)
  t.message = new Uint8Array(Math.max(4096, answer.length))
  t.message.set(answer)
  t.length = answer.length
  return t
}

/** The message of a transaction, read by dns-packet. */
export const messageOf = ({ message, length }: Transaction) =>
  dnsPacket.decode(Buffer.from(message.subarray(0, length)))

/** Names that threads ask for, all of the same length. */
export const nameOfThreads = (i: number): string => `n${String(i).padStart(5, '0')}.example.com`
