// UDP sockets made by system calls, so that any thread may receive from them in batches.
import { isIPv6 } from 'node:net'
import type { Endpoint } from '../address.ts'
import { listenFault } from '../listen-fault.ts'
import { type Libc, systemError } from '../platform/libc.ts'
import { pinMemory } from '../platform/pinned.ts'
import { families, putSocketAddress, socketAddressOctets, socketPort } from './socket-address.ts'

export interface SocketOptions {
  /** Other sockets of the same user may have the same address; the kernel shares out among them by client. */
  readonly reusePort?: boolean
  /** What the kernel keeps of datagrams that have come in, and of those that are to leave. */
  readonly receiveOctets?: number
  readonly sendOctets?: number
}

export interface OpenSocket {
  readonly fd: number
  /** With the port that the system chose if 0 was asked for. */
  readonly endpoint: Endpoint
}

const datagram = 2
const nonBlocking = 0o4000
const closeOnExec = 0o2000000

/** Levels and options of sockets, as Linux numbers them. */
const socketLevel = 1
const ipv4Level = 0
const ipv6Level = 41
const options = {
  sendBuffer: 7,
  receiveBuffer: 8,
  reusePort: 15,
  attachFilter: 26,
  detachFilter: 27,
  sendBufferForced: 32,
  receiveBufferForced: 33,
  memoryInfo: 55,
  ipv4PacketInfo: 8,
  ipv4PathMtu: 10,
  ipv6PathMtu: 23,
  ipv6Only: 26,
  ipv6PacketInfo: 49,
} as const

const bufferOctets = 1024 * 1024

/**
 * Opens a socket that listens on an IP address and never blocks. One on a wildcard address is told which address was
 * asked. Throws `listen-in-use`, `listen-denied` or `listen-failed`.
 */
export function openUdpSocket(libc: Libc, endpoint: Endpoint, given: SocketOptions = {}): OpenSocket {
  const { reusePort = false, receiveOctets = bufferOctets, sendOctets = bufferOctets } = given
  const { host } = endpoint
  const isIpv6 = isIPv6(host)
  let fd = -1
  try {
    fd = openSocket(libc, host, receiveOctets, sendOctets)
    if (reusePort) setNumber(libc, fd, socketLevel, options.reusePort, 1)
    if (isIpv6) setNumber(libc, fd, ipv6Level, options.ipv6Only, 1)
    if (isIpv6 && isUnspecified(host)) setNumber(libc, fd, ipv6Level, options.ipv6PacketInfo, 1)
    if (!isIpv6 && isUnspecified(host)) setNumber(libc, fd, ipv4Level, options.ipv4PacketInfo, 1)
    bindSocket(libc, fd, endpoint)
    return { fd, endpoint: { host, port: boundPort(libc, fd) } }
  } catch (error) {
    if (fd >= 0) libc.close(fd)
    throw listenFault(error as NodeJS.ErrnoException, endpoint, 'udp')
  }
}

/**
 * Opens sockets that share an IP address: the kernel gives each the datagrams of some of the clients. Nobody else may
 * have the address. Throws as `openUdpSocket` does.
 */
export function openUdpSockets(
  libc: Libc,
  endpoint: Endpoint,
  count: number,
  given: Omit<SocketOptions, 'reusePort'> = {},
): { readonly fds: readonly number[]; readonly endpoint: Endpoint } {
  // The first one is alone at first, so that a server that already shares the address is noticed.
  const first = openUdpSocket(libc, endpoint, given)
  const fds = [first.fd]
  try {
    setNumber(libc, first.fd, socketLevel, options.reusePort, 1)
    while (fds.length < count) fds.push(openUdpSocket(libc, first.endpoint, { ...given, reusePort: true }).fd)
    return { fds, endpoint: first.endpoint }
  } catch (error) {
    for (const fd of fds) libc.close(fd)
    throw error
  }
}

/**
 * Opens a socket that hears one remote address only and never blocks; its own port is any, its own address `source`
 * where that is given. Throws Node's error of the call that failed.
 */
export function connectUdpSocket(libc: Libc, remote: Endpoint, source?: string): number {
  const fd = openUnconnected(libc, remote)
  try {
    connectSocket(libc, fd, remote, source)
    return fd
  } catch (error) {
    libc.close(fd)
    throw error
  }
}

/** Opens a socket that `connectSocket` can connect later; until then it hears nobody. */
export const openUnconnected = (libc: Libc, { host }: Endpoint): number =>
  openSocket(libc, host, bufferOctets, bufferOctets)

/** Connects a socket, or tries to once more, as `connectUdpSocket` does. */
export function connectSocket(libc: Libc, fd: number, remote: Endpoint, source?: string): void {
  try {
    // The port of a socket that was bound is random; that of one that was only connected is chosen so that it can be shared.
    bindSocket(libc, fd, { host: source ?? (isIPv6(remote.host) ? '::' : '0.0.0.0'), port: 0 })
  } catch (error) {
    // It has a port since it was tried before.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error
  }
  const memory = pinMemory(libc, socketAddressOctets)
  const octets = putSocketAddress(remote, memory.octets)
  if (libc.connect(fd, memory.address, octets) < 0) throw systemError(libc, 'connect')
}

/** Closes a socket, which no thread may use any more. */
export const closeSocket = (libc: Libc, fd: number): void => void libc.close(fd)

/** Datagrams that a socket has not received as its buffer was full, or its filter dropped them. */
export function dropsOf(libc: Libc, fd: number): number {
  const memory = pinMemory(libc, memoryInfoOctets + 4)
  memory.words[memoryInfoOctets / 4] = memoryInfoOctets
  const { address } = memory
  const lengthAt = address + memoryInfoOctets
  if (libc.getsockopt(fd, socketLevel, options.memoryInfo, address, lengthAt) < 0) return 0
  return memory.words[memoryInfoDrops]! >>> 0
}

/** SO_MEMINFO: nine numbers of 32 bits, the last of which counts drops. */
const memoryInfoOctets = 36
const memoryInfoDrops = 8

/** Octets of an instruction of a filter. */
const instructionOctets = 8

/** Lets a program (of net/udp/filter.ts) drop datagrams before they are received; throws Node's error of a refusal. */
export function attachFilter(libc: Libc, fd: number, program: Uint8Array): void {
  // sock_fprog: the number of instructions, and at +8 where they are.
  const memory = pinMemory(libc, 16 + program.length)
  memory.octets.set(program, 16)
  memory.words[0] = program.length / instructionOctets
  memory.putLong(8, memory.address + 16)
  if (libc.setsockopt(fd, socketLevel, options.attachFilter, memory.address, 16) < 0)
    throw systemError(libc, 'setsockopt')
}

/** Ends what a filter does; nothing happens if there is none. */
export function detachFilter(libc: Libc, fd: number): void {
  const memory = pinMemory(libc, 4)
  libc.setsockopt(fd, socketLevel, options.detachFilter, memory.address, 4)
}

function openSocket(libc: Libc, host: string, receiveOctets: number, sendOctets: number): number {
  const family = isIPv6(host) ? families.ipv6 : families.ipv4
  const fd = libc.socket(family, datagram | nonBlocking | closeOnExec, 0)
  if (fd < 0) throw systemError(libc, 'socket')
  setBuffer(libc, fd, options.receiveBufferForced, options.receiveBuffer, receiveOctets)
  setBuffer(libc, fd, options.sendBufferForced, options.sendBuffer, sendOctets)
  ignorePathMtu(libc, fd, family)
  return fd
}

/** What a stranger tells of the path's MTU is not believed (RFC 9715 §3.1); where that cannot be said, all is as usual. */
function ignorePathMtu(libc: Libc, fd: number, family: number): void {
  const memory = pinMemory(libc, 4)
  memory.words[0] = omitPathMtu
  if (family === families.ipv6) libc.setsockopt(fd, ipv6Level, options.ipv6PathMtu, memory.address, 4)
  else libc.setsockopt(fd, ipv4Level, options.ipv4PathMtu, memory.address, 4)
}

/** IP_PMTUDISC_OMIT: the interface's MTU counts, and a longer datagram is cut into fragments. */
const omitPathMtu = 5

/** A privilege sets what it likes; without it the system has a limit, to which a larger size is cut. */
function setBuffer(libc: Libc, fd: number, forced: number, plain: number, octets: number): void {
  const memory = pinMemory(libc, 4)
  memory.words[0] = octets
  if (libc.setsockopt(fd, socketLevel, forced, memory.address, 4) < 0)
    libc.setsockopt(fd, socketLevel, plain, memory.address, 4)
}

function setNumber(libc: Libc, fd: number, level: number, option: number, value: number): void {
  const memory = pinMemory(libc, 4)
  memory.words[0] = value
  if (libc.setsockopt(fd, level, option, memory.address, 4) < 0) throw systemError(libc, 'setsockopt')
}

function bindSocket(libc: Libc, fd: number, endpoint: Endpoint): void {
  const memory = pinMemory(libc, socketAddressOctets)
  const octets = putSocketAddress(endpoint, memory.octets)
  if (libc.bind(fd, memory.address, octets) < 0) throw systemError(libc, 'bind')
}

function boundPort(libc: Libc, fd: number): number {
  const memory = pinMemory(libc, socketAddressOctets + 4)
  memory.words[socketAddressOctets / 4] = socketAddressOctets
  if (libc.getsockname(fd, memory.address, memory.address + socketAddressOctets) < 0)
    throw systemError(libc, 'getsockname')
  return socketPort(memory.octets, 0)
}

const isUnspecified = (host: string): boolean => /^[0:.]+$/.test(host)
