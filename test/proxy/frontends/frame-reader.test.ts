import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tcpFrame } from '../../../src/net/tcp-frames.ts'
import { FrameReader } from '../../../src/proxy/frontends/frame-reader.ts'

const room = new Uint8Array(65_535)

/** All messages that a chunk makes whole. */
function readAll(reader: FrameReader, chunk: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = []
  reader.take(chunk)
  while (reader.hasMore) {
    const length = reader.next(room)
    if (length >= 0) messages.push(room.slice(0, length))
  }
  return messages
}

test('messages are the same however the stream is cut', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 5 })
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 700 })), (sent, cuts) => {
      const reader = new FrameReader()
      const received: Uint8Array[] = []
      const stream = Buffer.concat(sent.map(tcpFrame))
      let at = 0
      for (const cut of [...cuts, stream.length]) {
        const chunk = stream.subarray(at, at + cut)
        if (chunk.length > 0) received.push(...readAll(reader, chunk))
        at += cut
      }
      expect(received).toEqual(sent)
      expect(reader.hasPart).toBe(false)
    }),
  )
})

test('the longest message is read, also octet by octet', () => {
  const frame = tcpFrame(new Uint8Array(65_535).fill(7))
  expect(readAll(new FrameReader(), frame)).toHaveLength(1)
  const reader = new FrameReader()
  let count = 0
  for (const octet of frame) count += readAll(reader, Uint8Array.of(octet)).length
  expect(count).toBe(1)
  expect(room.every(octet => octet === 7)).toBe(true)
})

test('what was not read can be forgotten', () => {
  const reader = new FrameReader()
  reader.take(Buffer.concat([tcpFrame(Uint8Array.of(1)), Uint8Array.of(0)]))
  reader.next(room)
  reader.clear()
  expect([reader.hasMore, reader.hasPart]).toEqual([false, false])
  expect(readAll(reader, tcpFrame(Uint8Array.of(2)))).toEqual([Uint8Array.of(2)])
})
