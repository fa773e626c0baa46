import { expect, test } from 'vitest'
import { heritageOf, ownerText } from '../../../src/plan/ownership/heritage.ts'
import { rrset } from '../rrsets.ts'

test.each<[string, string, string | undefined]>([
  [
    'external-dns',
    '"heritage=external-dns,external-dns/owner=prod,external-dns/resource=ingress/a/b"',
    'external-dns, owner prod',
  ],
  [
    'with quotes in the text',
    String.raw`"\"heritage=external-dns,external-dns/owner=prod\""`,
    'external-dns, owner prod',
  ],
  ['cut into strings', '"heritage=external-dns," "external-dns/owner=prod"', 'external-dns, owner prod'],
  [
    'among other values',
    '"v=spf1 -all" | "heritage=external-dns,external-dns/owner=prod"',
    'external-dns, owner prod',
  ],
  ['without an owner', '"heritage=external-dns"', 'external-dns'],
  ['ours', '"heritage=dnsctl,dnsctl/owner=team-web,dnsctl/rrset=www/A"', 'dnsctl, owner team-web'],
  ['another text', '"v=spf1 -all"', undefined],
  ['a text that speaks of it', '"see heritage=external-dns"', undefined],
  ['no tool', '"heritage="', undefined],
])('%s', (_title, value, expected) => {
  const found = heritageOf(rrset(`x 60 TXT ${value}`))
  expect(found && ownerText(found)).toBe(expected)
})

test('in the sets of a policy, and in no other type', () => {
  const { rdatas, ...plain } = rrset('x 60 TXT "heritage=external-dns,external-dns/owner=prod"')
  const policy = { kind: 'weighted', sets: [{ id: 'a', weight: 1, rdatas }] } as const
  expect(heritageOf({ ...plain, rdatas: [], policy })).toEqual({ tool: 'external-dns', owner: 'prod' })
  expect(heritageOf({ ...plain, type: 'SPF', rdatas })).toBeUndefined()
})
