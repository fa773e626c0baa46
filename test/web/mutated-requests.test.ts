import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byKey, password, startWeb } from './running-web.ts'

const head = `Host: 127.0.0.1\r\nX-API-Key: ${byKey['x-api-key']}\r\n`
const body = '{"chain":"query_rules","rule":{"selector":{"type":"All"},"action":{"type":"Drop"}},"at":0}'
const requests = [
  `GET / HTTP/1.1\r\n${head}\r\n`,
  `GET /api/v1/traffic?match=example.com&count=5 HTTP/1.1\r\n${head}\r\n`,
  `GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${Buffer.from(`a:${password}`).toString('base64')}\r\n\r\n`,
  `POST /api/v1/rules HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  `PUT /api/v1/servers/ns1/mode HTTP/1.1\r\n${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n{"mode":"up"}\r\n0\r\n\r\n`,
  `DELETE /api/v1/cache?type=A&suffix HTTP/1.1\r\n${head}\r\n`,
].map(text => Buffer.from(text))

/** A place, what is taken out there, and what is put in. */
const mutation = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat(8),
  fc.uint8Array({ maxLength: 8 }),
)
const mutated = fc
  .tuple(fc.constantFrom(...requests), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([request, mutations]) =>
    mutations.reduce((octets, [place, taken, put]) => {
      const at = Math.floor(place * octets.length)
      return Buffer.concat([octets.subarray(0, at), put, octets.subarray(at + taken)])
    }, request),
  )

/** Sends octets and ends; resolves once the other side has ended, too. */
const send = (port: number, octets: Buffer): Promise<void> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.resume()
    socket.end(octets)
  })

test('whatever comes, the server goes on, and finds no fault of ours', async () => {
  let now = 0
  const web = await startWeb({}, { clock: () => (now += 10_000) })
  await fc.assert(
    fc.asyncProperty(fc.array(mutated, { minLength: 20, maxLength: 20 }), async batch => {
      await Promise.all(batch.map(octets => send(web.port, octets)))
      expect((await web.ask('GET', '/metrics', byKey)).status).toBe(200)
      expect(web.faults).toEqual([])
    }),
    { numRuns: 15 },
  )
  await web.close()
})
