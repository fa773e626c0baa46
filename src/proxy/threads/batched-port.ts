// The sockets of a thread to one server, through which queries leave in batches.

import type { Libc } from '../../net/platform/libc.ts'
import { createSendBatch } from '../../net/udp/send-batch.ts'
import { closeSocket, connectUdpSocket } from '../../net/udp/socket.ts'
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

/** Opens the sockets; throws Node's error if that fails. `onRefused` hears that nobody is at the other end of one. */
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
    while (fds.length < sockets) fds.push(connectUdpSocket(libc, endpoint, source))
  } catch (error) {
    close()
    throw error
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
      out.put(fds[socket]!, message, length)
      return true
    },
    flush: () => out.flush(),
    close,
  }
}
