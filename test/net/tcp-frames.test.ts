import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tcpFrame, tcpFrames } from '../../src/net/tcp-frames.ts'

test('messages are the same however the stream is cut', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 5 })
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 300 })), (sent, cuts) => {
      const received: Uint8Array[] = []
      const receive = tcpFrames(message => received.push(message))
      const stream = Buffer.concat(sent.map(tcpFrame))
      let at = 0
      for (const cut of [...cuts, stream.length]) {
        receive(stream.subarray(at, at + cut))
        at += cut
      }
      expect(received).toEqual(sent)
    }),
  )
})

test('a message of 65535 octets fits a frame', () => {
  const received: number[] = []
  tcpFrames(message => received.push(message.length))(tcpFrame(new Uint8Array(65535)))
  expect(received).toEqual([65535])
})
