// The system calls that Node has no functions for, on Linux through koffi: datagrams in batches, poll, socket options.
import { createRequire } from 'node:module'
import { endianness } from 'node:os'
import { getSystemErrorName } from 'node:util'

/** Pointers are addresses as numbers; what fails returns −1 and says why in `errno`. */
export interface Libc {
  socket(family: number, type: number, protocol: number): number
  bind(fd: number, address: number, octets: number): number
  connect(fd: number, address: number, octets: number): number
  getsockname(fd: number, address: number, octets: number): number
  setsockopt(fd: number, level: number, option: number, value: number, octets: number): number
  getsockopt(fd: number, level: number, option: number, value: number, octets: number): number
  recvmmsg(fd: number, headers: number, count: number, flags: number, timeout: number): number
  sendmmsg(fd: number, headers: number, count: number, flags: number): number
  epoll_create1(flags: number): number
  epoll_ctl(epoll: number, operation: number, fd: number, event: number): number
  epoll_wait(epoll: number, events: number, count: number, milliseconds: number): number
  eventfd(initial: number, flags: number): number
  read(fd: number, octets: number, count: number): number
  write(fd: number, octets: number, count: number): number
  close(fd: number): number
  /** The number of the last call's error in this thread. */
  errno(): number
  /** Where an array lies; it stays there as long as its memory is not collected, unless it is small and has none of its own. */
  addressOf(array: Uint8Array): number
}

/** Numbers of errors that are told apart (Linux, all architectures that are supported). */
export const errnos = { EINTR: 4, EAGAIN: 11, ECONNREFUSED: 111 } as const

/** The error of a failed call, as Node makes them of its own. */
export function systemError(libc: Libc, call: string): NodeJS.ErrnoException {
  const errno = libc.errno()
  const code = getSystemErrorName(-errno)
  return Object.assign(new Error(`${call}: ${code}`), { errno: -errno, code, syscall: call })
}

/** Where structures and numbers are as they are used here: 64 bits, the lowest octet first. */
const architectures: readonly string[] = ['x64', 'arm64', 'riscv64']

/**
 * Loads them; undefined where that cannot be, or where DNSCTL_UDP_IO=dgram asks for Node's own sockets. Each thread
 * loads its own.
 */
export function loadLibc(): Libc | undefined {
  if (process.env.DNSCTL_UDP_IO === 'dgram' || process.platform !== 'linux') return undefined
  if (!architectures.includes(process.arch) || endianness() !== 'LE') return undefined
  try {
    return declare(createRequire(import.meta.url)('koffi') as typeof import('koffi'))
  } catch {
    // Not installed, as it is optional, or its binary is for another system.
    return undefined
  }
}

function declare(koffi: typeof import('koffi')): Libc {
  // The process itself has the symbols, whatever its C library is called.
  const library = koffi.load(null)
  return {
    socket: library.func('int socket(int, int, int)'),
    bind: library.func('int bind(int, intptr_t, unsigned int)'),
    connect: library.func('int connect(int, intptr_t, unsigned int)'),
    getsockname: library.func('int getsockname(int, intptr_t, intptr_t)'),
    setsockopt: library.func('int setsockopt(int, int, int, intptr_t, unsigned int)'),
    getsockopt: library.func('int getsockopt(int, int, int, intptr_t, intptr_t)'),
    recvmmsg: library.func('int recvmmsg(int, intptr_t, unsigned int, int, intptr_t)'),
    sendmmsg: library.func('int sendmmsg(int, intptr_t, unsigned int, int)'),
    epoll_create1: library.func('int epoll_create1(int)'),
    epoll_ctl: library.func('int epoll_ctl(int, int, int, intptr_t)'),
    epoll_wait: library.func('int epoll_wait(int, intptr_t, int, int)'),
    eventfd: library.func('int eventfd(unsigned int, int)'),
    read: library.func('intptr_t read(int, intptr_t, uintptr_t)'),
    write: library.func('intptr_t write(int, intptr_t, uintptr_t)'),
    close: library.func('int close(int)'),
    errno: () => koffi.errno(),
    addressOf: array => Number(koffi.address(array)),
  }
}
