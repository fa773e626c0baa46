// The memory that a batch of datagrams is received into and sent from, as recvmmsg and sendmmsg want it.
import type { Libc } from '../platform/libc.ts'
import { type PinnedMemory, pinMemory } from '../platform/pinned.ts'
import { socketAddressOctets } from './socket-address.ts'

/*
 *  headers   mmsghdr × size, 64 octets each, in words:
 *              0 address of the name   2 octets of the name      4 address of the vector   6 number of vectors
 *              8 address of control   10 octets of control      12 flags                  14 octets received or sent
 *  vectors   iovec × size, 16 octets each, in words: 0 address of the message   2 octets
 *  paths     96 octets each: the socket address, then at +32 control (which address was asked), then, in copies, at
 *            +72 the octets of the address and at +73 those of control
 *  messages  by whole lines of the processor's cache, but not a multiple of its sets apart, lest they displace each other
 */
export const headerOctets = 64
export const header = { nameOctets: 2, controlOctets: 10, flags: 12, octets: 14 } as const
export const headerWords = 16
export const vectorWords = 4
export const vectorLength = 2
export const path = { octets: 96, control: socketAddressOctets, nameOctets: 72, controlOctets: 73 } as const

/** Room for a control message with an IPv6 address and an interface. */
export const controlRoom = 40

const vectorOctets = 16
const lineOctets = 64
const setsOctets = 4096

export interface MessageHeaders {
  readonly memory: PinnedMemory
  /** The word at which the vectors start, and the octet at which the paths do. */
  readonly vectorsAt: number
  readonly pathsAt: number
  readonly messages: readonly Uint8Array[]
}

/** Lays out memory for messages of up to so many octets; the headers point to it, with no octets of anything yet. */
export function layOutHeaders(libc: Libc, size: number, octets: number): MessageHeaders {
  const whole = Math.ceil(octets / lineOctets) * lineOctets
  const stride = whole % setsOctets === 0 ? whole + lineOctets : whole
  const vectorsAt = size * headerOctets
  const pathsAt = vectorsAt + size * vectorOctets
  const messagesAt = Math.ceil((pathsAt + size * path.octets) / lineOctets) * lineOctets
  const memory = pinMemory(libc, messagesAt + size * stride)
  const { address } = memory
  const messages: Uint8Array[] = []
  for (let i = 0; i < size; i++) {
    const at = i * headerOctets
    const pathAt = pathsAt + i * path.octets
    const vectorAt = vectorsAt + i * vectorOctets
    const messageAt = messagesAt + i * stride
    memory.putLong(at, address + pathAt)
    memory.putLong(at + 16, address + vectorAt)
    memory.putLong(at + 24, 1)
    memory.putLong(at + 32, address + pathAt + path.control)
    memory.putLong(vectorAt, address + messageAt)
    messages.push(memory.octets.subarray(messageAt, messageAt + octets))
  }
  return { memory, vectorsAt: vectorsAt / 4, pathsAt, messages }
}
