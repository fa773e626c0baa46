// Aliases: the records of another name of the zone, of the same type, under the alias's own name.
import { expect, test } from 'vitest'
import type { RRset } from '../../../src/dns/rrset.ts'
import { aliasOf, routed, setHealth, soa, valuesOf, zoneOf } from './policy-zone.ts'
import { rrsetsOf, serverOf } from './rich-zone.ts'

const plain = rrsetsOf(
  'example.com.',
  `target      30 A     192.0.2.1
   target      30 A     192.0.2.2
   *.wild      30 A     192.0.2.3
   cname       30 CNAME target
   deep.target 30 MX    10 deep.target
   deep.target 30 MX    20 mx.deep.target
   deep.target 30 MX    30 mx.deep.target
   deep.target 30 MX    40 mx.target
   deep.target 30 MX    50 target
   deep.target 30 MX    60 @
   deep.target 30 MX    70 mail.example.net.
   mx.target   30 A     192.0.2.4
   sub         30 NS    ns1
   glue.sub    30 A     192.0.2.5
   own         30 HTTPS 1 .
   @           30 MX    10 target`,
)

const routedTarget = routed('routed', 'A', 'failover', {
  a: { values: ['192.0.2.11'], role: 'primary', check: 'a' },
  b: { values: ['192.0.2.12'], role: 'secondary', check: 'b' },
})

const serve = (...rrsets: readonly RRset[]) =>
  serverOf({ 'example.com.': [...soa, ...plain, routedTarget, ...rrsets] })

test.for([
  ['records', aliasOf('www', 'A', 'target'), ['192.0.2.1', '192.0.2.2']],
  ['a chosen set', aliasOf('www', 'A', 'routed'), ['192.0.2.11']],
  ['a wildcard', aliasOf('www', 'A', 'x.wild'), ['192.0.2.3']],
  [
    'a CNAME, as its own type',
    aliasOf('www', 'CNAME', 'cname'),
    ['target.example.com.', '192.0.2.1', '192.0.2.2'],
  ],
  ['a CNAME, as another type', aliasOf('www', 'A', 'cname'), ['NOERROR']],
  ['another type', aliasOf('www', 'A', 'deep.target'), ['NOERROR']],
  ['a name that is not there', aliasOf('www', 'A', 'none'), ['NOERROR']],
  ['a name below a cut', aliasOf('www', 'A', 'glue.sub'), ['NOERROR']],
  ['a name outside of the zone', aliasOf('www', 'A', 'www.example.net.'), ['NOERROR']],
  ['itself', aliasOf('www', 'A', 'www'), ['NOERROR']],
] as const)('an alias of %s', ([, rrset, values]) => {
  const server = serve(rrset)
  expect(valuesOf(server, { name: 'www' })).toEqual(values)
})

test('the owner is the name that was asked for, in its letters, also at a wildcard', () => {
  const server = serve(aliasOf('*.many', 'A', 'target'))
  const { answers } = server.ask({ name: 'X.y.Many.example.com.' })
  expect(answers.map(({ owner, ttl, rdata }) => `${owner} ${ttl} ${rdata}`)).toEqual([
    'X.y.Many.example.com. 30 192.0.2.1',
    'X.y.Many.example.com. 30 192.0.2.2',
  ])
})

test('names in data that point to the target are written out', () => {
  const server = serve(aliasOf('www', 'MX', 'deep.target'))
  const gist = (name: string) => {
    const { answers, additionals } = server.ask({ name: `${name}.example.com.`, type: 'MX' })
    return [
      answers.map(({ owner, rdata }) => `${owner.split('.')[0]} ${rdata}`.replace(name, '')),
      additionals.map(({ owner, rdata }) => `${owner} ${rdata}`),
    ]
  }
  expect(server.ask({ name: 'www.example.com.', type: 'MX' }).answers.map(({ rdata }) => rdata)).toEqual(
    plain.find(({ type }) => type === 'MX')!.rdatas,
  )
  expect(gist('www')[1]).toEqual(gist('deep.target')[1])
})

test('written out they may not fit', () => {
  const label = (letter: string) => letter.repeat(60)
  const name = `${label('a')}.${label('b')}.${label('c')}`
  const mx = Array.from({ length: 5 }, (_, i) => `${name} 60 MX ${i} ${name}`).join('\n')
  const server = serve(aliasOf('www', 'MX', name), ...rrsetsOf('example.com.', mx))
  const ask = (edns?: number) => {
    const { answers, flags } = server.ask({ name: 'www.example.com.', type: 'MX', ...(edns && { edns }) })
    return [answers.length, flags.has('tc')]
  }
  expect([ask(), ask(1232)]).toEqual([
    [0, true],
    [5, false],
  ])
})

test('addresses of names in data may be aliases', () => {
  const server = serve(
    aliasOf('mail', 'A', 'target'),
    aliasOf('own', 'A', 'routed'),
    ...rrsetsOf('example.com.', 'x 30 MX 10 mail\nx 30 MX 20 target'),
  )
  const additionals = (name: string, type: string) =>
    server
      .ask({ name: `${name}.example.com.`, type })
      .additionals.map(({ owner, rdata }) => `${owner.split('.')[0]} ${rdata}`)
  expect(additionals('x', 'MX')).toEqual([
    ...['mail 192.0.2.1', 'mail 192.0.2.2'],
    ...['target 192.0.2.1', 'target 192.0.2.2'],
  ])
  expect(additionals('own', 'HTTPS')).toEqual(['own 192.0.2.11'])
})

test('ANY has what an alias stands for, and passes over one that leads nowhere', () => {
  const server = serve(
    aliasOf('www', 'A', 'none'),
    aliasOf('www', 'MX', '@'),
    aliasOf('nothing', 'A', 'none'),
  )
  expect(valuesOf(server, { name: 'www', type: 'ANY' })).toEqual(['10 target.example.com.'])
  expect(valuesOf(server, { name: 'nothing', type: 'ANY' })).toEqual(['NOERROR'])
})

test('chains are followed 16 times', () => {
  const chain = Array.from({ length: 17 }, (_, i) => aliasOf(`c${i}`, 'A', i === 0 ? 'target' : `c${i - 1}`))
  const server = serve(...chain)
  expect(valuesOf(server, { name: 'c15' })).toEqual(['192.0.2.1', '192.0.2.2'])
  expect(valuesOf(server, { name: 'c16' })).toEqual(['NOERROR'])
})

const tree = (evaluateHealth: boolean): readonly RRset[] => [
  routed('tree', 'A', 'failover', {
    near: { alias: 'west', evaluateHealth, role: 'primary' },
    far: { values: ['192.0.2.99'], role: 'secondary' },
  }),
  routed('west', 'A', 'weighted', {
    one: { values: ['192.0.2.21'], weight: 1, check: 'one' },
    two: { alias: 'routed', evaluateHealth, weight: 0 },
  }),
]

test.for([
  [true, [], '192.0.2.21'],
  [true, ['one'], '192.0.2.11'],
  [true, ['one', 'a'], '192.0.2.12'],
  [true, ['one', 'a', 'b'], '192.0.2.99'],
  [false, ['one', 'a', 'b'], '192.0.2.11'],
] as const)('trees of aliases that look at their targets (%s), with %s ill', ([evaluate, ill, value]) => {
  const server = serve(...tree(evaluate), aliasOf('www', 'A', 'tree', true))
  setHealth(zoneOf(server), ill)
  expect(valuesOf(server, { name: 'www' })).toEqual([value])
})

test('a checked alias that leads nowhere or in a circle is ill', () => {
  const pair = (owner: string, alias: string) =>
    routed(owner, 'A', 'failover', {
      a: { alias, evaluateHealth: true, role: 'primary' },
      b: { values: ['192.0.2.50'], role: 'secondary' },
    })
  const server = serve(pair('lost', 'none'), pair('round', 'about'), aliasOf('about', 'A', 'round', true))
  expect(valuesOf(server, { name: 'lost' })).toEqual(['192.0.2.50'])
  expect(valuesOf(server, { name: 'round' })).toEqual(['192.0.2.50'])
})

test('an alias in a multivalue answer gives one of the target’s sets', () => {
  const server = serve(
    routed('many', 'A', 'multivalue', {
      a: { alias: 'routed' },
      b: { alias: 'routed' },
      c: { values: ['192.0.2.60'] },
    }),
    aliasOf('www', 'A', 'many'),
  )
  expect(valuesOf(server, { name: 'www' }).sort()).toEqual(['192.0.2.11', '192.0.2.60'])
})

test('an answer is found however many targets were looked at', () => {
  const sets = Array.from({ length: 300 }, (_, n) => [
    `s${n}`,
    { alias: 'target', evaluateHealth: true, weight: 1 },
  ])
  const server = serve(routed('many', 'A', 'weighted', Object.fromEntries(sets)))
  expect(valuesOf(server, { name: 'many' })).toEqual(['192.0.2.1', '192.0.2.2'])
})

test('names that branch and branch again cost no more than a look-up of 256 targets', () => {
  const wide = (i: number) =>
    routed(
      `r${i}`,
      'A',
      'weighted',
      Object.fromEntries(
        Array.from({ length: 100 }, (_, n) => [
          `s${n}`,
          { alias: `r${i + 1}`, evaluateHealth: true, weight: 1 },
        ]),
      ),
    )
  const server = serve(...Array.from({ length: 12 }, (_, i) => wide(i)))
  const start = performance.now()
  expect(valuesOf(server, { name: 'r0' })).toEqual(['NOERROR'])
  expect(performance.now() - start).toBeLessThan(100)
})
