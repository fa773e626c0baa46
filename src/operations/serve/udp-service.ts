// How queries over UDP are answered: in batches by threads of their own, or one by one in this thread.

import type { Counters } from '../../metrics/counters.ts'
import type { Endpoint } from '../../net/address.ts'
import { createTextSource } from '../../net/address-source.ts'
import { type DatagramListener, listenUdp } from '../../net/udp/datagram.ts'
import type { UdpListener } from '../../net/udp/listener.ts'
import type { Responder } from '../../server/authoritative/responder.ts'

/** What became of datagrams, apart from what they ask for. */
export interface UdpReport {
  /** Answers that could not be sent. */
  readonly sendErrors: number
  /** Datagrams that were longer than any query, and those that the kernel had no room for. */
  readonly oversized: number
  readonly overruns: number
}

export interface UdpService {
  /** Takes an address; throws `listen-in-use`, `listen-denied` or `listen-failed`. */
  open(endpoint: Endpoint): Promise<UdpListener>
  /** Answers on all addresses that were taken; resolves once it does. */
  start(): Promise<void>
  /** The counters of other threads. */
  readonly counters: readonly Counters[]
  report(): UdpReport
  /** Answers what has arrived, then ends; its addresses are closed behind it. */
  stop(): Promise<void>
}

/** Answers in this thread through node:dgram, from the moment an address is taken. */
export function createDatagramService(respond: Responder): UdpService {
  const listeners: DatagramListener[] = []
  const source = createTextSource()
  return {
    async open(endpoint) {
      const listener = await listenUdp(endpoint, (octets, length, from) => {
        source.text = from
        return respond(octets, length, 'udp', source)
      })
      listeners.push(listener)
      return listener
    },
    start: async () => {},
    counters: [],
    report: () => ({
      sendErrors: listeners.reduce((sum, { sendErrors }) => sum + sendErrors, 0),
      oversized: 0,
      overruns: 0,
    }),
    stop: async () => {},
  }
}
