// Packets as such: flags, what is malformed, EDNS, and how they are counted.
import { expect, test } from 'vitest'
import { counterAt } from '../../../src/metrics/counters.ts'
import { queryOf, richZone, serverOf } from './rich-zone.ts'

const server = serverOf({ 'example.com.': richZone })

test('RD and CD are copied, and RA, AD and Z are not set', () => {
  const query = queryOf({ name: 'www.example.com.' })
  query[2] = 0x07
  query[3] = 0xff
  const answer = server.send(query)
  expect([answer[2], answer[3]]).toEqual([0x85, 0x10])
})

const www = queryOf({ name: 'www.example.com.' })
const withEdns = queryOf({ name: 'www.example.com.', edns: 1232 })
const opt = withEdns.slice(www.length)
const patched = (octets: readonly number[], at: number, value: number) => octets.with(at, value)
const wwwAnswer = [0x85, 0x00]

test.for([
  ['shorter than a header', www.slice(0, 11), undefined],
  ['an answer', patched(www, 2, 0x80), undefined],
  ['no question', patched(www.slice(0, 12), 5, 0), [0x81, 1]],
  ['two questions', patched([...www, ...www.slice(12)], 5, 2), [0x81, 1]],
  ['a name that ends early', www.slice(0, 20), [0x81, 1]],
  ['no type and class', www.slice(0, -4), [0x81, 1]],
  ['half a class', www.slice(0, -1), [0x81, 1]],
  ['a name with a pointer to itself', [...www.slice(0, 12), 0xc0, 12, 0, 1, 0, 1], [0x81, 1]],
  ['a name with a pointer into the header', [...www.slice(0, 12), 0xc0, 4, 0, 1, 0, 1], [0x81, 1]],
  ['a label of an unknown kind', patched(www, 12, 0x43), [0x81, 1]],
  ['records that are not there', patched(www, 7, 1), [0x81, 1]],
  ['octets behind the question', [...www, 1, 2, 3], wwwAnswer],
  [
    'another record in the additional section',
    [...patched(www, 11, 1), 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0],
    wwwAnswer,
  ],
  ['two OPT records', [...patched(www, 11, 2), ...opt, ...opt], [0x81, 1]],
  ['an OPT record among the answers', patched([...patched(www, 7, 1), ...opt], 11, 0), [0x81, 1]],
  ['an OPT record with a name', [...patched(www, 11, 1), 1, 97, ...opt], [0x81, 1]],
  ['an option that ends early', [...withEdns.slice(0, -1), 3, 0, 3, 0], [0x81, 1]],
  ['an unknown option', [...withEdns.slice(0, -1), 6, 0xff, 0, 0, 2, 1, 2], wwwAnswer],
  ['unknown EDNS flags', patched(withEdns, www.length + 8, 0xff), wwwAnswer],
  ['STATUS', patched(www, 2, 0x11), [0x91, 4]],
  ['NOTIFY', patched(www, 2, 0x20), [0xa0, 4]],
  ['UPDATE', patched(www, 2, 0x28), [0xa8, 4]],
] as const)('a packet with %s', ([, octets, flags]) => {
  const answer = server.send(octets)
  expect(answer.length === 0 ? undefined : [answer[2], answer[3]]).toEqual(flags)
  expect(server.ask({ name: 'www.example.com.' })).toMatchObject({
    rcode: 'NOERROR',
    answers: [{ rdata: '192.0.2.3' }],
  })
})

test('a version of EDNS above 0 is BADVERS', () => {
  const query = queryOf({ name: 'www.example.com.', edns: 1232 })
  query[www.length + 6] = 1
  const answer = server.send(query)
  expect([answer[3]! & 15, [...answer.slice(www.length)]]).toEqual([0, [0, 0, 41, 4, 208, 1, 0, 0, 0, 0, 0]])
})

test.for([false, true])('EDNS in, EDNS out; DO is %s in both', dnssecOk => {
  const { edns } = server.ask({ name: 'www.example.com.', edns: 4096, dnssecOk })
  expect(edns).toEqual({ version: 0, udpSize: 1232, dnssecOk, options: [] })
})

test('what came in is what was dropped plus the answers of all rcodes', () => {
  const counted = serverOf({ 'example.com.': richZone })
  for (const octets of [www, www.slice(0, 5), patched(www, 2, 0x10), www.slice(0, 20)]) counted.send(octets)
  counted.send(www, 'tcp')
  const { counters } = counted
  const answers = counters.subarray(counterAt.rcodes).reduce((sum, count) => sum + count, 0)
  expect([counters[counterAt.udp], counters[counterAt.tcp], counters[counterAt.dropped], answers]).toEqual([
    4, 1, 1, 4,
  ])
})
