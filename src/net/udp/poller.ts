// Waits until one of some sockets has something to read.
import type { Libc } from '../platform/libc.ts'
import { pinMemory } from '../platform/pinned.ts'

export interface Poller {
  /** Waits for so many milliseconds at most, −1 for without end; returns how many are ready, 0 also after a signal. */
  wait(milliseconds: number): number
  /** Says of one, by its place in the list, whether it was ready when the wait ended. */
  isReady(index: number): boolean
}

/** Octets of a pollfd: the descriptor, what is waited for, and what there is. */
const entryOctets = 8
const readable = 1

/** Makes a poller of descriptors; it belongs to one thread, which waits without doing anything else. */
export function createPoller(libc: Libc, fds: readonly number[]): Poller {
  const memory = pinMemory(libc, fds.length * entryOctets)
  const { words, address } = memory
  for (const [i, fd] of fds.entries()) {
    words[2 * i] = fd
    words[2 * i + 1] = readable
  }
  const count = fds.length
  return {
    wait(milliseconds) {
      const ready = libc.poll(address, count, milliseconds)
      if (ready >= 0) return ready
      for (let i = 0; i < count; i++) words[2 * i + 1] = readable
      return 0
    },
    // An error is something to read too.
    isReady: index => words[2 * index + 1]! >>> 16 !== 0,
  }
}
