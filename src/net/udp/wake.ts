// Wakes a thread that waits in a poller: a counter of the kernel that any thread raises by its number.
import { type Libc, systemError } from '../platform/libc.ts'
import { pinMemory } from '../platform/pinned.ts'

export interface Wake {
  /** To wait for; ready from `wake` to `clear`. Closed as a socket is. */
  readonly fd: number
  wake(): void
  clear(): void
}

const nonBlocking = 0o4000
const closeOnExec = 0o2000000
const counterOctets = 8

/** Makes one, or gives another thread that one which has the number; throws Node's error if there are no more of them. */
export function createWake(libc: Libc, fd: number = libc.eventfd(0, nonBlocking | closeOnExec)): Wake {
  if (fd < 0) throw systemError(libc, 'eventfd')
  const one = pinMemory(libc, counterOctets)
  const taken = pinMemory(libc, counterOctets)
  one.words[0] = 1
  return {
    fd,
    wake: () => void libc.write(fd, one.address, counterOctets),
    clear: () => void libc.read(fd, taken.address, counterOctets),
  }
}
