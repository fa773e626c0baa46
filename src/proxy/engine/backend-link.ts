// How one thread reaches one server over UDP: its sockets, and which attempt each id on each of them is of.
import type { Backend } from '../backends/backend.ts'
import type { TcpUpstream } from '../backends/tcp-upstream.ts'
import type { Attempt, BackendLink, UdpPort } from './flight.ts'
import type { IdSource } from './id-source.ts'

const idsOfSocket = 65_536
/** Ids that are tried; where so many are taken the server does not answer any more. */
const idTries = 16
const usualShare = 0.95
/** Milliseconds. */
const leastStep = 0.05

/** Makes a link; the sockets are open. */
export function createBackendLink(
  backend: Backend,
  udp: UdpPort,
  tcp: TcpUpstream | undefined,
  drawId: IdSource,
): BackendLink {
  const tables = Array.from({ length: udp.sockets }, () => new Array<Attempt | undefined>(idsOfSocket))
  for (const table of tables) table.fill(undefined)
  let socket = 0

  // Without getters: an object that has some of its own is slow to use in whatever way (V8 keeps it as a dictionary).
  const link = {
    backend,
    udp,
    tcp,
    take(attempt: Attempt) {
      const table = tables[socket]!
      for (let left = idTries; left > 0; left--) {
        const id = drawId()
        if (table[id] !== undefined) continue
        table[id] = attempt
        attempt.socket = socket
        attempt.id = id
        return true
      }
      return false
    },
    find: (of: number, id: number) => tables[of]![id],
    release({ socket: of, id }: Attempt) {
      if (of >= 0) tables[of]![id] = undefined
    },
    turn() {
      socket = (socket + 1) % udp.sockets
    },
    usualLatency: 0,
    noteLatency(ms: number) {
      // Goes up by 0.95 of a step for a slower answer and down by 0.05 for a faster one, so that it rests where 95 of 100 are faster.
      const before = link.usualLatency
      const step = Math.max(leastStep, before / 32)
      if (before === 0) link.usualLatency = ms
      else link.usualLatency = before + step * (ms > before ? usualShare : usualShare - 1)
    },
    silence: 0,
    askedAt: 0,
  }
  return link
}
