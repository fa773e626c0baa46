// What a provider can hold, it holds exactly.
import { expect, it, test } from 'vitest'
import type { RoutedSet } from '../../../src/dns/routing.ts'
import { rrTypes } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { a, change, creation, held, ns, remove, rrset, update } from './notation.ts'
import type { TestPlace } from './place.ts'
import { ipv4, policies, target } from './routed-sets.ts'

/** Owners that are unlike host names. */
const oddNames = [
  '*',
  'a\\.b',
  '\\000',
  '\\255\\032x',
  'q\\"\\;',
  '_dmarc',
  'xn--bcher-kva',
  '\\@',
  '\\$x',
  '-',
]

/** RRsets come back as they were planned. */
export function testContents(place: TestPlace): void {
  const { apply, expectHeld, planned } = place
  const { capabilities } = place.contract
  const { letterCase, aliases } = capabilities

  it('holds every type of record that it can, also unknown ones', async () => {
    const types = rrTypes.filter(({ virtual, name }) => !virtual && !['SOA', 'NS'].includes(name))
    const stated = types.map(({ name, examples, singleton }) =>
      rrset(name.toLowerCase(), name, ...(singleton ? examples.slice(0, 1) : examples)),
    )
    const all = planned([...stated, rrset('u', 'TYPE65280', '\\# 0', '\\# 3 00ff10'), ns])
    const { types: known } = capabilities
    expect(all.length).toBeGreaterThan((known === 'all' ? rrTypes : known).length * 0.8)
    await apply(creation(all))
    await expectHeld(all, 1)
  })

  it('keeps odd names and text octet by octet, and the letter case of names if it says so', async () => {
    const odd = oddNames.map(name => rrset(name, 'A', '192.0.2.1'))
    const text = rrset('text', 'TXT', '"a;b" "c\\"d\\\\e" "\\000\\200\\255" ""', 'x'.repeat(255))
    const mixed = rrset('MiXeD.Sub', 'CNAME', 'TarGet.Example.NET.')
    const rrsets = planned([ns, text, mixed, ...odd])
    await apply(creation(rrsets))
    await expectHeld(rrsets, 1)
    const found = (await held(place.provider)).find(({ type }) => type === 'CNAME')
    const owner = letterCase ? 'MiXeD.Sub.example.com.' : 'mixed.sub.example.com.'
    expect(found?.owner).toBe(owner)
    if (letterCase) expect(found?.rdatas).toEqual(['TarGet.Example.NET.'])
  })

  it.runIf(aliases)('holds aliases, and changes them into values and back', async () => {
    const alias: RRset = { ...rrset('www', 'A'), ttl: 0, alias: target }
    const values = rrset('www', 'A', '192.0.2.7')
    await apply(creation([ns, a, alias]))
    await expectHeld([ns, a, alias], 1)
    const healthless = { ...alias, alias: { ...target, evaluateHealth: false } }
    await apply(change(update(alias, healthless)))
    await expectHeld([ns, a, healthless], 2)
    await expect(apply(change(remove(alias)))).rejects.toThrow('plan-stale')
    await apply(change(update(healthless, values)))
    await expectHeld([ns, a, values], 3)
    await apply(change(update(values, alias)))
    await expectHeld([ns, a, alias], 4)
  })

  test.each(capabilities.policies)('holds sets of the policy %s, changes and deletes them', async policy => {
    const sets = policies[policy]
      .filter(set => aliases || !set.alias)
      .map((set, i): RoutedSet => ({ id: `set ${i + 1}`, ...set }))
    const [routed] = planned([{ ...rrset('www', 'A'), policy: { kind: policy, sets } }])
    const plain = rrset('www', 'A', '192.0.2.1')
    await apply(creation([ns, a, routed!]))
    await expectHeld([ns, a, routed!], 1)
    const [first, ...others] = routed!.policy!.sets
    const changedSet = { ...first!, rdatas: ipv4('192.0.2.99') }
    const other = { ...routed!, policy: { kind: policy, sets: [changedSet, ...others] } }
    await apply(change(update(routed!, other)))
    await expectHeld([ns, a, other], 2)
    await expect(apply(change(update(routed!, plain)))).rejects.toThrow('plan-stale')
    await apply(change(update(other, plain)))
    await expectHeld([ns, a, plain], 3)
    await apply(change(update(plain, routed!)))
    await apply(change(remove(routed!)))
    await expectHeld([ns, a], 5)
  })

  it('holds a zone of thousands, page by page', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => rrset(`h${i}`, 'A', `192.0.2.${i % 256}`))
    await apply(creation([ns, ...many]))
    const changes = many.slice(0, 50).map(before => update(before, { ...before, ttl: 60 }))
    await apply(change(...changes))
    const found = await held(place.provider)
    expect(found.length).toBe(5002)
    expect(found.filter(({ ttl }) => ttl === 60).length).toBe(50)
  })
}
