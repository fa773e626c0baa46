// Sends datagrams in batches: to whom a connected socket is connected, or back along the path of a query.
import { errnos, type Libc } from '../platform/libc.ts'
import {
  header,
  headerOctets,
  headerWords,
  layOutHeaders,
  path,
  vectorLength,
  vectorWords,
} from './message-headers.ts'
import type { BatchOptions } from './receive-batch.ts'

export interface SendBatchOptions extends BatchOptions {
  /** Told when the system learnt that nobody listens where a connected socket sends to. */
  readonly onRefused?: (fd: number) => void
}

export interface SendBatch {
  /**
   * Copies a message that is to be sent; what waits is sent when there is no more room, and when the socket is another.
   * Without a path the socket has to be connected.
   */
  put(fd: number, message: Uint8Array, length: number, to?: Uint8Array): void
  /** Sends what waits. */
  flush(): void
  /** Messages that could not be sent. */
  readonly sendErrors: number
}

const doNotWait = 0x40
const largestDatagram = 65535

/** Makes room for a batch; it belongs to one thread. Longer messages than `octets` are sent one by one. */
export function createSendBatch(
  libc: Libc,
  { size = 32, octets = 4096, onRefused = () => {} }: SendBatchOptions = {},
): SendBatch {
  const small = layOutHeaders(libc, size, octets)
  let large: typeof small | undefined
  let waiting = 0
  let socket = -1
  // Fields, as an object with getters of its own is slow to use in whatever way (V8 keeps it as a dictionary).
  const batch = { put, flush, sendErrors: 0 }

  function put(fd: number, message: Uint8Array, length: number, to?: Uint8Array): void {
    if (fd !== socket) flush()
    socket = fd
    if (length > octets) return putLarge(fd, message, length, to)
    fill(small, waiting++, message, length, to)
    if (waiting === size) flush()
  }

  /** Behind what waits, so that the order stays. */
  function putLarge(fd: number, message: Uint8Array, length: number, to: Uint8Array | undefined): void {
    flush()
    large ??= layOutHeaders(libc, 1, largestDatagram)
    fill(large, 0, message, length, to)
    send(fd, large.memory.address, 1)
  }

  function flush(): void {
    if (waiting === 0) return
    const count = waiting
    waiting = 0
    send(socket, small.memory.address, count)
  }

  function send(fd: number, address: number, count: number): void {
    let from = 0
    // What a datagram before this one met is told instead of sending; then this one is still to be sent.
    let isRetried = false
    while (from < count) {
      const sent = libc.sendmmsg(fd, address + from * headerOctets, count - from, doNotWait)
      if (sent > 0) {
        from += sent
        isRetried = false
        continue
      }
      const errno = libc.errno()
      if (errno === errnos.EINTR) continue
      if (errno === errnos.ECONNREFUSED) onRefused(fd)
      if (errno === errnos.ECONNREFUSED && !isRetried) {
        isRetried = true
        continue
      }
      const lost = errno === errnos.EAGAIN ? count - from : 1
      batch.sendErrors += lost
      from += lost
      isRetried = false
    }
  }

  return batch
}

/** From so many octets on, a copy by the engine is faster than a loop. */
const longCopy = 256

function fill(
  { memory, messages, vectorsAt, pathsAt }: ReturnType<typeof layOutHeaders>,
  i: number,
  message: Uint8Array,
  length: number,
  to: Uint8Array | undefined,
): void {
  const { words, octets } = memory
  const slot = messages[i]!
  if (length < longCopy) for (let at = 0; at < length; at++) slot[at] = message[at]!
  else slot.set(length === message.length ? message : message.subarray(0, length))
  words[vectorsAt + i * vectorWords + vectorLength] = length
  const nameOctets = to === undefined ? 0 : to[path.nameOctets]!
  const controlOctets = to === undefined ? 0 : to[path.controlOctets]!
  words[i * headerWords + header.nameOctets] = nameOctets
  words[i * headerWords + header.controlOctets] = controlOctets
  if (to === undefined) return
  const at = pathsAt + i * path.octets
  for (let j = 0; j < nameOctets; j++) octets[at + j] = to[j]!
  for (let j = path.control, end = j + controlOctets; j < end; j++) octets[at + j] = to[j]!
}
