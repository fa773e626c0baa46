import { expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { namesWaitedFor, orderChanges } from '../../src/plan/order.ts'
import type { Change } from '../../src/plan/plan.ts'
import { rrset } from './rrsets.ts'

/** `+ line` creates, `- line` deletes, `~ line => line` updates. */
function change(text: string): Change {
  const [before, after] = text.slice(2).split(' => ')
  const first = rrset(before!)
  const { owner, type } = first
  if (text.startsWith('+')) return { action: 'create', owner, type, after: first }
  if (text.startsWith('-')) return { action: 'delete', owner, type, before: first }
  return { action: 'update', owner, type, before: first, after: rrset(after!) }
}

const a = '60 A 192.0.2.1'

test.each<[string, string[]]>([
  [
    'canonical order of names',
    [`+ @ ${a}`, `+ a ${a}`, `+ y.a ${a}`, `+ z.a ${a}`, `+ *.b ${a}`, `+ c ${a}`],
  ],
  ['types at one name', [`+ x ${a}`, '+ x 60 MX 1 q', '+ x 60 TXT "x"']],
  ['a CNAME gives way', ['- www 60 CNAME web', `+ www ${a}`]],
  ['a CNAME takes over', [`- www ${a}`, '- www 60 TXT "x"', '+ www 60 CNAME web']],
  [
    'deletes, updates, creates at one name',
    ['- x 60 TXT "x"', `~ x ${a} => x 61 A 192.0.2.1`, '+ x 60 MX 1 q'],
  ],
  ['a target before its CNAME', [`+ web ${a}`, '+ a 60 CNAME web']],
  ['a chain of CNAMEs', [`+ d ${a}`, '+ c 60 CNAME d', '+ b 60 CNAME c', '+ a 60 CNAME b']],
  ['a CNAME moves off a target that goes', ['~ www 60 CNAME a => www 60 CNAME b', `- a ${a}`]],
  ['a pointer is gone before its target', ['- www 60 CNAME a', `- a ${a}`]],
  ['glue before its delegation', [`+ ns1.sub ${a}`, '+ sub 60 NS ns1.sub']],
  ['a delegation goes before its glue', ['- sub 60 NS ns1.sub', `- ns1.sub ${a}`]],
  ['a delegation comes before what it hides goes', ['+ sub 60 NS ns.example.net.', `- www.sub ${a}`]],
  ['a delegation goes after what it hid has come', [`+ www.sub ${a}`, '- sub 60 NS ns.example.net.']],
  ['apex NS after their addresses', [`+ ns1 ${a}`, '~ @ 60 NS old => @ 60 NS ns1']],
  ['a circle', ['+ a 60 MX 1 b', '+ b 60 MX 1 a'].reverse()],
])('%s', (_title, lines) => {
  const expected = lines.map(change)
  expect(orderChanges([...expected].reverse())).toEqual(expected)
  expect(orderChanges(expected)).toEqual(expected)
})

test('the target of an alias comes before it, and goes after it', () => {
  const alias = {
    ...rrset(`a ${a}`),
    rdatas: [],
    alias: { target: parseName('web.example.com.'), evaluateHealth: false },
  }
  const routed = {
    ...alias,
    alias: undefined,
    policy: { kind: 'weighted', sets: [{ id: 'x', weight: 1, ...alias }] },
  }
  for (const after of [alias, routed] as RRset[]) {
    const creates = [
      change(`+ web ${a}`),
      { action: 'create', owner: after.owner, type: 'A', after } as const,
    ]
    expect(orderChanges(creates)).toEqual(creates)
    const deletes = [
      { action: 'delete', owner: after.owner, type: 'A', before: after } as const,
      change(`- web ${a}`),
    ]
    expect(orderChanges(deletes)).toEqual(deletes)
    expect(namesWaitedFor(creates)).toEqual(new Map([['a.example.com.', ['web.example.com.']]]))
  }
})

test('a chain as long as a zone does not exhaust the stack', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => change(`+ n${i} 60 CNAME n${i + 1}`))
  expect(orderChanges(chain)[0]!.owner).toBe('n19999.example.com.')
})
