// The last queries of one thread with what became of them, in records of one size; the main thread reads them without locks.
import type { SharedMemory } from '../shared-memory.ts'
import type { Transaction } from '../transaction.ts'
import { nameAt } from './suffix-hash.ts'

/*
 *  head    f64  number of records that were written
 *  record  40 × f64; the number of a record is the last thing that is written of it
 *    f64 +0   number, from 1; 0 while it is written
 *    f64 +1   milliseconds of the clock when the query came      f64 +2  milliseconds until its end
 *    i32 +6…9 address of the client   +10 port   +11 type   +12 rcode, or −1   +13 octets of the answer
 *    u8  +56  transport   +57 source   +58 why it was dropped, from 1; 0 if it was answered   +59 octets of the name
 *    u8  +64  the name on the wire
 */
const headOctets = 64
export const recordOctets = 320
export const recordAt = {
  number: 0,
  time: 1,
  latency: 2,
  client: 6,
  port: 10,
  type: 11,
  rcode: 12,
  octets: 13,
  transport: 56,
  source: 57,
  reason: 58,
  nameOctets: 59,
  name: 64,
  nameWords: 16,
} as const
const recordDoubles = recordOctets / 8
const recordWords = recordOctets / 4
const mostNameOctets = 255

/** The ring of one thread. */
export interface Ring {
  /** Records that it holds. */
  readonly size: number
  readonly head: Float64Array
  readonly doubles: Float64Array
  readonly words: Int32Array
  readonly octets: Uint8Array
  /** Where the next record goes: a remainder of doubles would take longer than all the rest. */
  readonly next: Int32Array
  /** Milliseconds until the end of the next record: handed over as a number, it would be allocated. */
  readonly latency: Float64Array
}

/** Takes the rings of all threads, so that the first thread makes them for the others. */
export const takeRings = (memory: SharedMemory, threads: number, size: number): Ring[] =>
  Array.from({ length: threads }, (_, thread) => takeRing(memory, thread, size))

function takeRing(memory: SharedMemory, thread: number, size: number): Ring {
  const buffer = memory.take(`traffic/ring/${thread}`, headOctets + Math.max(1, size) * recordOctets)
  const head = new Float64Array(buffer, 0, 1)
  return {
    size,
    head,
    doubles: new Float64Array(buffer, headOctets),
    words: new Int32Array(buffer, headOctets),
    octets: new Uint8Array(buffer, headOctets),
    next: Int32Array.of(size === 0 ? 0 : head[0]! % size),
    latency: new Float64Array(1),
  }
}

/** Writes a record: of an answer, or with `reason` above 0 of a query without one. Without a name if that is not known. */
export function writeRecord(
  { size, head, doubles, words, octets, next, latency }: Ring,
  t: Transaction,
  rcode: number,
  reason: number,
  hasName: boolean,
): void {
  const number = head[0]! + 1
  const slot = next[0]!
  next[0] = slot + 1 === size ? 0 : slot + 1
  const atDouble = slot * recordDoubles
  const atWord = slot * recordWords
  const at = slot * recordOctets
  doubles[atDouble + recordAt.number] = 0
  doubles[atDouble + recordAt.time] = t.since
  doubles[atDouble + recordAt.latency] = latency[0]!
  const { client, message } = t
  words[atWord + recordAt.client] = client[0]!
  words[atWord + recordAt.client + 1] = client[1]!
  words[atWord + recordAt.client + 2] = client[2]!
  words[atWord + recordAt.client + 3] = client[3]!
  words[atWord + recordAt.port] = t.clientPort
  words[atWord + recordAt.type] = hasName ? t.type : 0
  words[atWord + recordAt.rcode] = rcode
  words[atWord + recordAt.octets] = reason === 0 ? t.length : 0
  octets[at + recordAt.transport] = t.transport
  octets[at + recordAt.source] = t.decided.source
  octets[at + recordAt.reason] = reason
  const nameOctets = hasName ? Math.min(t.nameEnd, message.length, nameAt + mostNameOctets) - nameAt : 0
  octets[at + recordAt.nameOctets] = nameOctets
  copyName(words, atWord + recordAt.nameWords, message, nameOctets)
  doubles[atDouble + recordAt.number] = number
  head[0] = number
}

/** Copies a name by four octets, which takes half the time; up to three behind it, of the question, are copied too. */
function copyName(words: Int32Array, to: number, message: Uint8Array, length: number): void {
  for (let from = nameAt, end = nameAt + length; from < end; from += 4, to++)
    words[to] =
      message[from]! | (message[from + 1]! << 8) | (message[from + 2]! << 16) | (message[from + 3]! << 24)
}
