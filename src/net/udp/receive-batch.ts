// Receives datagrams in batches, and sends the answers that were written in their place back along the same headers.
import { errnos, type Libc } from '../platform/libc.ts'
import {
  controlRoom,
  header,
  headerOctets,
  headerWords,
  layOutHeaders,
  path,
  vectorLength,
  vectorWords,
} from './message-headers.ts'
import { families, readSocketAddress, socketAddressOctets } from './socket-address.ts'

export interface BatchOptions {
  /** Datagrams at once. */
  readonly size?: number
  /** Octets of the longest datagram. */
  readonly octets?: number
}

export interface ReceiveBatch {
  readonly size: number
  /** One for each datagram, as long as the longest; what is answered is written over it. */
  readonly messages: readonly Uint8Array[]
  /** Receives what has come in, without waiting; returns how many datagrams that is. What was received before is lost. */
  receive(fd: number): number
  /** Octets of a datagram that was received; 0 if it had more than fit. */
  length(i: number): number
  /** Says how many octets its answer has; as long as that is 0, as at first, none is sent. */
  setLength(i: number, octets: number): void
  /** Sends the answers to the first `count` datagrams to where they came from, from the address that was asked. */
  answer(fd: number, count: number): void
  /** Keeps the way back to a client (in 96 octets) for an answer through a SendBatch. */
  copyPath(i: number, to: Uint8Array): void
  /** Tells the address of a client, as net/address-words.ts has it, and returns its port. */
  client(i: number, words: Int32Array): number
  /** Why `receive` returned 0: a number of an error, 0 if nothing had come in. */
  readonly error: number
  /** Answers that could not be sent, and datagrams that were longer than what fits. */
  readonly sendErrors: number
  readonly oversized: number
}

const doNotWait = 0x40
const truncated = 0x20

/** In a control message: where the data start, and there the number of the interface, which comes first for IPv4. */
const controlHead = 16
const ipv6Interface = controlHead + 16

/** Makes room for a batch; it belongs to one thread. */
export function createReceiveBatch(
  libc: Libc,
  { size = 32, octets = 4096 }: BatchOptions = {},
): ReceiveBatch {
  const { memory, vectorsAt, pathsAt, messages } = layOutHeaders(libc, size, octets)
  const { words, address } = memory
  /** Headers whose lengths a call has changed. */
  let used = size

  // Fields, as an object with getters of its own is slow to use in whatever way (V8 keeps it as a dictionary).
  const batch = {
    size,
    messages,
    receive,
    length: (i: number) => words[i * headerWords + header.octets]!,
    setLength(i: number, length: number) {
      words[lengthAt(i)] = length
    },
    answer,
    copyPath,
    client: (i: number, to: Int32Array) => readSocketAddress(memory.octets, pathsAt + i * path.octets, to),
    error: 0,
    sendErrors: 0,
    oversized: 0,
  }

  const lengthAt = (i: number): number => vectorsAt + i * vectorWords + vectorLength

  function arm(): void {
    for (let i = 0; i < used; i++) {
      const at = i * headerWords
      words[at + header.nameOctets] = socketAddressOctets
      words[at + header.controlOctets] = controlRoom
      words[lengthAt(i)] = octets
    }
    used = 0
  }

  function receive(fd: number): number {
    arm()
    batch.error = 0
    const count = libc.recvmmsg(fd, address, size, doNotWait, 0)
    if (count < 0) {
      const errno = libc.errno()
      if (errno !== errnos.EAGAIN && errno !== errnos.EINTR) batch.error = errno
      return 0
    }
    used = count
    for (let i = 0; i < count; i++) {
      const at = i * headerWords
      words[lengthAt(i)] = 0
      if (words[at + header.flags]! & truncated) {
        words[at + header.octets] = 0
        batch.oversized++
      }
      if (words[at + header.controlOctets] !== 0) freeInterface(i)
    }
    return count
  }

  /** The answer leaves from the address that was asked, but by whatever interface the routes say. */
  function freeInterface(i: number): void {
    const start = pathsAt + i * path.octets
    const at = memory.octets[start] === families.ipv6 ? ipv6Interface : controlHead
    words[(start + path.control + at) >> 2] = 0
  }

  function answer(fd: number, count: number): void {
    for (let from = 0; from < count; from++) {
      if (words[lengthAt(from)] === 0) continue
      let to = from + 1
      while (to < count && words[lengthAt(to)] !== 0) to++
      send(fd, from, to)
      from = to
    }
  }

  function send(fd: number, from: number, to: number): void {
    while (from < to) {
      const sent = libc.sendmmsg(fd, address + from * headerOctets, to - from, doNotWait)
      if (sent > 0) {
        from += sent
        continue
      }
      const errno = libc.errno()
      if (errno === errnos.EINTR) continue
      // Without room for one there is none for the others; any other error is of one message.
      const lost = errno === errnos.EAGAIN ? to - from : 1
      batch.sendErrors += lost
      from += lost
    }
  }

  function copyPath(i: number, to: Uint8Array): void {
    const from = pathsAt + i * path.octets
    const at = i * headerWords
    const nameOctets = words[at + header.nameOctets]!
    const controlOctets = words[at + header.controlOctets]!
    for (let j = 0; j < nameOctets; j++) to[j] = memory.octets[from + j]!
    for (let j = path.control, end = j + controlOctets; j < end; j++) to[j] = memory.octets[from + j]!
    to[path.nameOctets] = nameOctets
    to[path.controlOctets] = controlOctets
  }

  return batch
}
