import { createSocket } from 'node:dgram'
import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hostLookup } from '../../../src/server/health/host-lookup.ts'

/** A server of names that has what it is told to have, and says nothing about all others. */
const records = new Map<string, { type: number; data: readonly number[] }[]>()
let socket: ReturnType<typeof createSocket>
let stopping: AbortController[]
beforeEach(async () => {
  stopping = []
  socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  socket.on('message', (query, { port }) => {
    let at = 12
    const labels: string[] = []
    while (query[at] !== 0) labels.push(query.toString('latin1', at + 1, (at += query[at]! + 1)))
    const found = records.get(labels.join('.'))
    if (!found) return
    const type = query.readUInt16BE(at + 1)
    const answers = found.filter(one => one.type === type)
    const head = Buffer.from([query[0]!, query[1]!, 0x81, 0x80, 0, 1, 0, answers.length, 0, 0, 0, 0])
    const data = answers.map(one =>
      Buffer.from([0xc0, 12, 0, one.type, 0, 1, 0, 0, 0, 9, 0, one.data.length, ...one.data]),
    )
    socket.send(Buffer.concat([head, query.subarray(12, at + 5), ...data]), port)
  })
})
const stop = (): void => {
  for (const one of stopping) one.abort()
}
afterEach(() => {
  stop()
  socket.close()
})

const a = (last: number) => ({ type: 1, data: [192, 0, 2, last] })
const aaaa = { type: 28, data: [0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), 1] }

const lookUp = (host: string, all: boolean): Promise<unknown> => {
  const resolver = new Resolver({ timeout: 10_000, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  const own = new AbortController()
  stopping.push(own)
  return new Promise((resolve, reject) =>
    hostLookup(resolver, own.signal)(host, { all }, (error, address, family) => {
      if (error) reject(error)
      else resolve(all ? (address as LookupAddress[]) : [address, family])
    }),
  )
}

test('the addresses of IPv4, or else of IPv6', async () => {
  records.set('both.example', [a(1), a(2), aaaa]).set('six.example', [aaaa])
  expect(await lookUp('both.example', false)).toEqual(['192.0.2.1', 4])
  expect(await lookUp('both.example', true)).toEqual([
    { address: '192.0.2.1', family: 4 },
    { address: '192.0.2.2', family: 4 },
  ])
  expect(await lookUp('six.example', true)).toEqual([{ address: '2001:db8::1', family: 6 }])
})

test('a name without a dot is what the system has', async () => {
  expect(await lookUp('localhost', true)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) }),
    ]),
  )
})

test('a server that does not answer keeps nobody waiting once the time is over', async () => {
  const waiting = Array.from({ length: 200 }, (_, i) =>
    lookUp(`silent${i}.example`, true).catch(error => error.code),
  )
  records.set('both.example', [a(1)])
  expect(await lookUp('both.example', false)).toEqual(['192.0.2.1', 4])
  stop()
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['ECANCELLED']))
})
