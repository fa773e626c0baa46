import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { startDiff } from '../../../src/plan/diff.ts'
import { accessFindings, serversAsAccess } from '../../../src/plan/guards/access.ts'
import { rrsetMatcher } from '../../../src/plan/pattern.ts'
import { capable, origin, rrset, zoneOf } from '../rrsets.ts'

/** The changes from one zone to another that touch the access to `vpn.example.com`. */
function found(
  held: readonly string[],
  wanted: readonly string[],
  name = 'vpn.example.com.',
  ignore: string[] = [],
) {
  const diff = startDiff({
    wanted: zoneOf(wanted),
    capabilities: capable,
    ignore: rrsetMatcher(ignore, origin),
  })
  for (const line of held) diff.meet(rrset(line))
  const { changes, after, leads } = diff.finish()
  const points = [{ name: parseName(name), as: '"vpn" in safety.access' }]
  return accessFindings(changes, after, points, leads)
    .map(({ message }) =>
      message.replace(', which "vpn" in safety.access depends on', '').replaceAll('.example.com.', ''),
    )
    .sort()
}

const a = '60 A 192.0.2.1'
const b = '60 A 192.0.2.2'

test.each<[string, string[], string[], string[]]>([
  ['nothing', [`vpn ${a}`], [`vpn ${a}`], []],
  ['its address changes', [`vpn ${a}`], [`vpn ${b}`], ['updates vpn A']],
  ['its address goes', [`vpn ${a}`], [], ['deletes vpn A']],
  ['an address comes', [`vpn ${a}`], [`vpn ${a}`, 'vpn 60 AAAA 2001:db8::1'], []],
  ['it is new', [], [`vpn ${a}`], []],
  ['other data of the name', [`vpn ${a}`, 'vpn 60 TXT "x"'], [`vpn ${a}`], []],
  ['another name', [`vpn ${a}`, `www ${a}`], [`vpn ${a}`, `www ${b}`], []],
  [
    'how the web is reached',
    ['vpn 60 HTTPS 1 . alpn=h2'],
    ['vpn 60 HTTPS 1 . alpn=h3'],
    ['updates vpn HTTPS'],
  ],
  [
    'a CNAME on its way',
    ['vpn 60 CNAME x', 'x 60 CNAME y', `y ${a}`],
    ['vpn 60 CNAME x', 'x 60 CNAME z', `y ${a}`, `z ${a}`],
    ['updates x CNAME'],
  ],
  ['the end of its way', ['vpn 60 CNAME x', `x ${a}`], ['vpn 60 CNAME x', `x ${b}`], ['updates x A']],
  ['a circle', ['vpn 60 CNAME x', 'x 60 CNAME vpn'], ['vpn 60 CNAME x'], ['deletes x CNAME']],
  [
    'where the way led is left',
    ['vpn 60 CNAME x', `x ${a}`],
    [`vpn ${a}`],
    ['deletes vpn CNAME', 'deletes x A'],
  ],
  ['it is delegated', [`vpn ${a}`], [`vpn ${a}`, 'vpn 60 NS ns.example.net.'], ['creates vpn NS']],
  ['what is above it is delegated', [`a.b ${a}`], [`a.b ${a}`, 'b 60 NS ns.example.net.'], []],
  ['a DNAME at it', [`vpn ${a}`], [`vpn ${a}`, 'vpn 60 DNAME example.net.'], []],
  ['the apex NS', ['@ 60 NS ns1', `vpn ${a}`], ['@ 60 NS ns2', `vpn ${a}`], []],
  ['its wildcard', [`* ${a}`], [`* ${b}`], ['updates * A']],
  ['a name in place of its wildcard', [`* ${a}`], [`* ${a}`, 'vpn 60 TXT "x"'], ['creates vpn TXT']],
  [
    'a name below it in place of its wildcard',
    [`* ${a}`],
    [`* ${a}`, 'x.vpn 60 TXT "x"'],
    ['creates x.vpn TXT'],
  ],
  ['a name beside it and its wildcard', [`* ${a}`], [`* ${a}`, 'www 60 TXT "x"'], []],
  ['a wildcard that is not its own', [`* ${a}`, `vpn ${a}`], [`* ${b}`, `vpn ${a}`], []],
  [
    'a wildcard that a name below it hides',
    [`* ${a}`, 'x.vpn 60 TXT "x"'],
    [`* ${b}`, 'x.vpn 60 TXT "x"'],
    [],
  ],
])('%s', (_title, held, wanted, expected) => {
  expect(found(held, wanted)).toEqual(expected)
})

test('what is above a deep name takes it out of the zone', () => {
  const held = [`a.b ${a}`]
  expect(found(held, [...held, 'b 60 NS ns.example.net.'], 'a.b.example.com.')).toEqual(['creates b NS'])
  expect(found(held, [...held, 'b 60 DNAME example.net.'], 'a.b.example.com.')).toEqual(['creates b DNAME'])
  expect(found([...held, 'b 60 NS ns.example.net.'], held, 'a.b.example.com.')).toEqual(['deletes b NS'])
})

test('what a name between takes from a wildcard', () => {
  expect(found([`* ${a}`], [`* ${a}`, 'c.b 60 TXT "x"'], 'a.b.example.com.')).toEqual(['creates c.b TXT'])
})

test('a way that leads through what is ignored', () => {
  expect(found(['vpn 60 CNAME x', `x ${a}`], [`x ${b}`], 'vpn.example.com.', ['vpn'])).toEqual([
    'updates x A',
  ])
})

test('names of other zones, and what is no name of the zone', () => {
  expect(found([`vpn ${a}`], [], 'vpn.example.org.')).toEqual([])
})

test('an alias on the way', () => {
  const alias = {
    ...rrset(`vpn ${a}`),
    rdatas: [],
    alias: { target: parseName('x.example.com.'), evaluateHealth: false },
  }
  const wanted = zoneOf([`x ${b}`])
  wanted.add(alias)
  const diff = startDiff({ wanted, capabilities: capable, ignore: rrsetMatcher([], origin) })
  diff.meet(alias)
  diff.meet(rrset(`x ${a}`))
  const { changes, after } = diff.finish()
  const points = [{ name: alias.owner, as: 'x' }]
  expect(accessFindings(changes, after, points)).toEqual([
    { guard: 'access', message: 'updates x.example.com. A, which x depends on' },
  ])
})

test('the name servers of a zone', () => {
  expect(serversAsAccess(rrset('@ 60 NS ns1 | ns.example.net.'))).toEqual([
    { name: 'ns1.example.com.', as: 'the name server ns1.example.com.' },
    { name: 'ns.example.net.', as: 'the name server ns.example.net.' },
  ])
  expect(serversAsAccess(undefined)).toEqual([])
})
