// Waits until one of some sockets has something to read, by epoll: only those cost something that are ready.
import { type Libc, systemError } from '../platform/libc.ts'
import { pinMemory } from '../platform/pinned.ts'

export interface Poller {
  /** Waits for so many milliseconds at most, −1 for without end; returns how many are ready, 0 also after a signal. */
  wait(milliseconds: number): number
  /** The place in the list of one that was ready when the wait ended: of the first, the second, and so on. */
  readyAt(i: number): number
  /** Ends it; the sockets stay open. */
  close(): void
}

/** Numbers of Linux. */
const closeOnExec = 0x80000
const add = 1
const readable = 1

/** Words of an epoll_event: what is waited for, then what was noted of the socket; without a gap on x86-64 alone. */
const eventWords = process.arch === 'x64' ? 3 : 4
const notedAt = eventWords - 2

/** Sockets that are told of at once; the others come with the next wait. */
const mostEvents = 64

/**
 * Makes a poller of descriptors; it belongs to one thread, which waits without doing anything else. An error of a socket
 * is something to read too. Throws Node's error if the system has no room for it.
 */
export function createPoller(libc: Libc, fds: readonly number[]): Poller {
  const { words, address } = pinMemory(libc, mostEvents * eventWords * 4)
  const epoll = libc.epoll_create1(closeOnExec)
  if (epoll < 0) throw systemError(libc, 'epoll_create1')
  for (const [i, fd] of fds.entries()) {
    words[0] = readable
    words[notedAt] = i
    if (libc.epoll_ctl(epoll, add, fd, address) === 0) continue
    const error = systemError(libc, 'epoll_ctl')
    libc.close(epoll)
    throw error
  }
  return {
    wait: milliseconds => Math.max(0, libc.epoll_wait(epoll, address, mostEvents, milliseconds)),
    readyAt: i => words[i * eventWords + notedAt]!,
    close() {
      libc.close(epoll)
    },
  }
}
