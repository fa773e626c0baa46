// Answers at the limits of a message: RRsets that just fit, names that pointers shorten or do not reach.
import { expect, test } from 'vitest'
import { decodeMessage } from '../../../src/dns/wire/message.ts'
import { queryOf, rrsetsOf, serverOf } from './rich-zone.ts'

const zoneWith = (...lines: string[]) =>
  serverOf({ 'example.com.': rrsetsOf('example.com.', ['@ 60 SOA ns1 h 1 2 3 4 5', ...lines].join('\n')) })

test.for([
  ['of the largest RRset that a message holds', 256, true],
  ['of an RRset over that', 257, false],
] as const)('%s', ([, count, fits]) => {
  // A record takes 12 octets and its data, and the largest question and EDNS need 282 beside them.
  const lines = Array.from({ length: count }, (_, i) => `full 60 TXT "${String(i).padEnd(241, '.')}"`)
  const asked = () => {
    const message = zoneWith(...lines).ask({
      name: 'full.example.com.',
      type: 'TXT',
      transport: 'tcp',
    })
    return message.answers.length
  }
  if (fits) expect(asked()).toBe(count)
  else expect(asked).toThrow('the TXT of full.example.com. take 65278 octets; no message holds them')
})

const longLabels = `${'l'.repeat(63)}.${'m'.repeat(63)}.${'n'.repeat(63)}`

test.for([
  ['the owner', `${longLabels} 60 MX 1 ${longLabels}`, longLabels],
  ['what is above the owner', `a.${longLabels} 60 MX 1 b.${longLabels}`, `a.${longLabels}`],
  ['what a wildcard stands for', `*.${longLabels} 60 MX 1 b.${longLabels}`, `x.y.${longLabels}`],
] as const)('names in data point to %s (RFC 1035 §4.1.4)', ([, line, owner]) => {
  const name = `${owner}.example.com.`
  const server = zoneWith(line)
  const octets = server.send(queryOf({ name, type: 'MX' }))
  const [mx] = decodeMessage(octets).answers
  expect([mx!.owner, mx!.rdata]).toEqual([name, line.split(' MX ')[1]!.concat('.example.com.')])
  expect(octets.length).toBeLessThan(300)
})

test('addresses of names that no pointer reaches are left out', () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `many 60 MX ${i} h${i}`)
  const server = zoneWith(...lines, 'h0 60 A 192.0.2.1', 'h999 60 A 192.0.2.2')
  const message = server.ask({ name: 'many.example.com.', type: 'MX', transport: 'tcp' })
  expect([
    message.answers.length,
    message.additionals.map(({ owner, rdata }) => `${owner} ${rdata}`),
  ]).toEqual([1000, ['h0.example.com. 192.0.2.1']])
})

test('ANY over TCP leaves out what does not fit', () => {
  const texts = Array.from({ length: 60 }, (_, i) => `full 60 TXT "${String(i).padEnd(241, '.')}"`)
  const message = zoneWith(...texts, 'full 60 MX 1 x.full', 'full 60 A 192.0.2.1').ask({
    name: 'full.example.com.',
    type: 255,
    transport: 'tcp',
  })
  const types = new Set(message.answers.map(({ type }) => type))
  expect([[...types].sort(), message.flags.has('tc')]).toEqual([['A', 'TXT'], false])
})
