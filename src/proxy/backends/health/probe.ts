// Checks a server once: asks it up to three times within the timeout, so that a lost packet is not a failure.
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { rcodes } from '../../../dns/codes.ts'
import type { BackendSettings } from '../backend.ts'
import { isAnswerTo } from '../is-answer.ts'
import { openStream } from '../stream.ts'
import type { ProbeResult } from './health-course.ts'

/** Checks a server; never throws. The signal ends it early. */
export type Probe = (backend: BackendSettings, signal: AbortSignal) => Promise<ProbeResult>

/** When the question is asked, as parts of the timeout; so the last has half of it. */
const askedAt = [0, 1 / 4, 1 / 2]

/** A question that can be asked again. */
interface Asking {
  ask(): void
  close(): void
}

/** What becomes of it: any message from the server, or why one try will bring none. */
interface AskingEvents {
  onMessage(message: Uint8Array): void
  onFailure(failure: string): void
}

/** Checks over the network. An answer counts if it has our random id and the question. */
export const probeBackend: Probe = (backend, signal) =>
  new Promise(resolve => {
    const { health } = backend
    const query = Uint8Array.from(health.query)
    const id = randomInt(0x10000)
    query[0] = id >> 8
    query[1] = id
    let failures = 0
    let failure = `no answer within ${health.timeoutMs} ms`

    let isOver = false
    const finish = (result: ProbeResult): void => {
      if (isOver) return
      isOver = true
      for (const timer of timers) clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      asking.close()
      resolve(result)
    }
    const fail = (): void => finish({ isGood: false, detail: failure })
    const onAbort = (): void => fail()
    const asking = (health.useTcp ? askTcp : askUdp)(backend, query, {
      onMessage(message) {
        if (isAnswerTo(query, message)) finish(judge(message, health.mustResolve))
      },
      onFailure(told) {
        failure = told
        // The others may yet be answered: a server that restarts is away for a moment.
        if (++failures === askedAt.length) fail()
      },
    })
    const timers = [
      ...askedAt.map(part => setTimeout(asking.ask, part * health.timeoutMs)),
      // An answer that has come while this thread was busy counts.
      setTimeout(() => setImmediate(fail), health.timeoutMs),
    ]
    signal.addEventListener('abort', onAbort)
  })

function judge(answer: Uint8Array, mustResolve: boolean): ProbeResult {
  const rcode = rcodes.name(answer[3]! & 0x0f)
  const isFailure = rcode === 'SERVFAIL' || (mustResolve && (rcode === 'NXDOMAIN' || rcode === 'REFUSED'))
  return { isGood: !isFailure, detail: rcode }
}

/** A socket of its own for each check, and so a port that nobody knows. */
function askUdp(
  { endpoint, source }: BackendSettings,
  query: Uint8Array,
  { onMessage, onFailure }: AskingEvents,
): Asking {
  const family = isIPv6(endpoint.host) ? 6 : 4
  const socket = createSocket({
    type: `udp${family}`,
    lookup: (address, _options, callback) => callback(null, address, family),
  })
  let isConnected = false
  let isDue = false
  const send = (): void => socket.send(query, error => error && onFailure(reasonOf(error)))
  socket.on('message', onMessage)
  socket.on('error', error => onFailure(reasonOf(error)))
  socket.on('connect', () => {
    isConnected = true
    if (isDue) send()
  })
  socket.bind(0, source, () => socket.connect(endpoint.port, endpoint.host))
  return {
    ask() {
      isDue = true
      if (isConnected) send()
    },
    close: () => void socket.close(),
  }
}

/** A connection for each try: one whose packets are lost may take longer than there is time. */
function askTcp(backend: BackendSettings, query: Uint8Array, { onMessage, onFailure }: AskingEvents): Asking {
  const streams: { destroy(): void }[] = []
  return {
    ask() {
      const stream = openStream(backend, { onMessage, onEnd: (_ending, failure) => onFailure(failure) })
      stream.send(query, (query[0]! << 8) | query[1]!)
      streams.push(stream)
    },
    close() {
      for (const stream of streams) stream.destroy()
    },
  }
}

const reasonOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message
