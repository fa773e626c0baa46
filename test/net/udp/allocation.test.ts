// Next to nothing is allocated for a datagram: what a call costs is shared by its batch.
import { describe, expect, test } from 'vitest'
import { loadLibc } from '../../../src/net/platform/libc.ts'
import { createPoller } from '../../../src/net/udp/poller.ts'
import { createReceiveBatch } from '../../../src/net/udp/receive-batch.ts'
import { createSendBatch } from '../../../src/net/udp/send-batch.ts'
import { closeSocket, connectUdpSocket, openUdpSocket } from '../../../src/net/udp/socket.ts'

const loaded = loadLibc()

describe.runIf(loaded)('with koffi', () => {
  test('9,600 datagrams there and back take less than an octet each', () => {
    const libc = loaded!
    const server = openUdpSocket(libc, { host: '0.0.0.0', port: 0 })
    const client = connectUdpSocket(libc, { host: '127.0.0.1', port: server.endpoint.port })
    const batch = createReceiveBatch(libc)
    const poller = createPoller(libc, [server.fd])
    const out = createSendBatch(libc)
    const message = new Uint8Array(64)
    const path = new Uint8Array(96)
    const words = new Int32Array(4)
    const rounds = 300
    const maxRuns = 50
    let answered = 0

    function exchange(): void {
      for (let i = 0; i < batch.size; i++) out.put(client, message, message.length)
      out.flush()
      if (poller.wait(0) === 0 || poller.readyAt(0) !== 0) return
      const count = batch.receive(server.fd)
      for (let i = 0; i < count; i++) {
        // Half of them are answered at once, half later along their paths.
        batch.client(i, words)
        if (i % 2 === 0) batch.setLength(i, batch.length(i))
        else batch.copyPath(i, path)
        if (i % 2 !== 0) out.put(server.fd, batch.messages[i]!, batch.length(i), path)
      }
      batch.answer(server.fd, count)
      out.flush()
      answered += batch.receive(client)
    }
    const run = (): number => {
      const before = process.memoryUsage().heapUsed
      for (let round = 0; round < rounds; round++) exchange()
      return process.memoryUsage().heapUsed - before
    }
    try {
      // What the compiler and the collector do meanwhile is in some of the runs, what a datagram costs in all of them; a
      // busy machine compiles late.
      let runs = 0
      let least = Number.POSITIVE_INFINITY
      while (least >= 1 && runs < maxRuns) {
        const used = run()
        runs++
        if (used >= 0) least = Math.min(least, used / (rounds * batch.size))
      }
      expect(answered).toBe(runs * rounds * batch.size)
      expect(least).toBeLessThan(1)
    } finally {
      closeSocket(libc, server.fd)
      closeSocket(libc, client)
    }
  })
})
