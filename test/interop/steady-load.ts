// Asks a server at a steady rate, and keeps what came back for each query.
import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import { nameToWire, parseName } from '../../src/dns/name.ts'
import { decodeMessage } from '../../src/dns/wire/message.ts'

export const queriesPerSecond = 2000
/** A burst after a pause of this process would overflow socket buffers, which says nothing about the server. */
const mostAtOnce = 50
const receiveBuffer = 4 * 1024 * 1024
/** How long answers may take after the last query. */
const lastAnswersMs = 500

/** A query; times are milliseconds of the monotonic clock. */
export interface Asked {
  readonly sent: number
  answered?: number
  /** The version in each of the answer's values. */
  versions?: readonly number[]
}

const query = Buffer.concat([
  Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  nameToWire(parseName('example.com.')),
  Buffer.from([0, 16, 0, 1]),
])

/** Asks for the TXT of example.com, whose values have `v=` and a version in them, until it is stopped. */
export function steadyLoad(port: number): { readonly asked: readonly Asked[]; stop(): Promise<void> } {
  const socket = createSocket({ type: 'udp4', recvBufferSize: receiveBuffer })
  const asked: Asked[] = []
  socket.on('message', answer => {
    // The last query with the id is the one, as ids come again after half a minute only.
    const behind = (asked.length - 1 - answer.readUInt16BE(0)) & 0xffff
    const one = asked[asked.length - 1 - behind]!
    one.answered = performance.now()
    one.versions = decodeMessage(answer).answers.map(({ rdata }) => Number(/v=(\d+)/.exec(rdata)![1]))
  })
  let due = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    due = Math.min(due + ((now - last) / 1000) * queriesPerSecond, mostAtOnce)
    last = now
    for (; due >= 1; due--) {
      const packet = Buffer.from(query)
      packet.writeUInt16BE(asked.length & 0xffff, 0)
      asked.push({ sent: performance.now() })
      socket.send(packet, port, '127.0.0.1')
    }
  }, 1)
  return {
    asked,
    async stop() {
      clearInterval(timer)
      await sleep(lastAnswersMs)
      socket.close()
    },
  }
}
