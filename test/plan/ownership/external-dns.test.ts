import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { claimedKeys, type ExternalDnsNames } from '../../../src/plan/ownership/external-dns.ts'

// The names are those that `registry/mapper` of external-dns makes, and reads.
test.each<[string, ExternalDnsNames, string[]]>([
  ['app.example.com.', {}, ['app.example.com.']],
  ['a-app.example.com.', {}, ['app.example.com. A', 'a-app.example.com.']],
  ['AAAA-app.example.com.', {}, ['app.example.com. AAAA', 'aaaa-app.example.com.']],
  ['cname-a.b.example.com.', {}, ['a.b.example.com. CNAME', 'cname-a.b.example.com.']],
  ['txtapp.example.com.', { prefix: 'txt' }, ['app.example.com.', 'txtapp.example.com.']],
  [
    'txta-app.example.com.',
    { prefix: 'txt' },
    ['app.example.com. A', 'a-app.example.com.', 'txta-app.example.com.'],
  ],
  [
    'x-cname.app.example.com.',
    { prefix: 'x-%{record_type}.' },
    ['app.example.com. CNAME', 'x-cname.app.example.com.'],
  ],
  ['x-a.example.com.', { prefix: 'x-%{record_type}.' }, ['example.com. A', 'x-a.example.com.']],
  ['app-txt.example.com.', { suffix: '-txt' }, ['app.example.com.', 'app-txt.example.com.']],
  [
    'a-app-txt.example.com.',
    { suffix: '-txt' },
    ['app.example.com. A', 'a-app.example.com.', 'app-txt.example.com. A', 'a-app-txt.example.com.'],
  ],
  [
    'www-.cname.example.com.',
    { suffix: '-.%{record_type}' },
    ['www.example.com. CNAME', 'www-.cname.example.com.'],
  ],
  ['app.x-txt.example.com.', { suffix: '-txt' }, ['app.x-txt.example.com.']],
  [
    'a-any.example.com.',
    { wildcard: 'any' },
    ['any.example.com. A', '*.example.com. A', 'a-any.example.com.'],
  ],
])('%s with %o', (name, names, expected) => {
  const found = claimedKeys(parseName(name), names).map(({ owner, type }) =>
    [owner, ...(type ? [type] : [])].join(' '),
  )
  expect(found).toEqual(expected)
})
