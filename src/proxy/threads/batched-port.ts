// The sockets of a thread to one server, through which queries leave in batches.

import type { Libc } from '../../net/platform/libc.ts'
import { createSendBatch } from '../../net/udp/send-batch.ts'
import { closeSocket, connectSocket, openUnconnected } from '../../net/udp/socket.ts'
import type { BackendSettings } from '../backends/backend.ts'
import type { UdpPort } from '../engine/flight.ts'

export interface BatchedPort extends UdpPort {
  readonly fds: readonly number[]
  /** Sends what waits. */
  flush(): void
}

const batchSize = 32
/** Few queries are longer; they are sent one by one. */
const queryOctets = 512

/** Milliseconds until it is tried again to connect a socket. */
const connectAgainMs = 1000

/**
 * Opens the sockets; throws Node's error if that fails. Where there is no way to the server at the moment, it is tried
 * again as queries are to be sent, so that a network that is away keeps no proxy from starting. `onRefused` hears that nobody
 * is at the other end of one.
 */
export function openBatchedPort(
  libc: Libc,
  { endpoint, source, sockets }: BackendSettings,
  onRefused: (socket: number) => void,
): BatchedPort {
  const fds: number[] = []
  const close = (): void => {
    for (const fd of fds) closeSocket(libc, fd)
  }
  try {
    while (fds.length < sockets) fds.push(openUnconnected(libc, endpoint))
  } catch (error) {
    close()
    throw error
  }
  const isConnected = fds.map(connect)
  let triedAt = performance.now()

  function connect(fd: number): boolean {
    try {
      connectSocket(libc, fd, endpoint, source)
      return true
    } catch {
      return false
    }
  }

  function connectAgain(): void {
    if (performance.now() - triedAt < connectAgainMs) return
    triedAt = performance.now()
    for (const [socket, fd] of fds.entries()) if (!isConnected[socket]) isConnected[socket] = connect(fd)
  }

  const out = createSendBatch(libc, {
    size: batchSize,
    octets: queryOctets,
    onRefused: fd => onRefused(fds.indexOf(fd)),
  })
  return {
    fds,
    sockets,
    send(socket, message, length) {
      if (!isConnected[socket]) connectAgain()
      if (!isConnected[socket]) return false
      out.put(fds[socket]!, message, length)
      return true
    },
    flush: () => out.flush(),
    close,
  }
}
