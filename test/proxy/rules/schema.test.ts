// What rules look like is checked before they are made: by the schemas of their parts, with their defaults.
import { beforeAll, expect, test } from 'vitest'
import { type Checked, mismatches } from '../../../src/base/check-value.ts'
import { compileSchema } from '../../../src/base/compile-schema.ts'
import { ruleSchemas } from '../../../src/proxy/rules/schema.ts'

let checked: Checked
beforeAll(async () => {
  checked = await compileSchema({
    type: 'object',
    properties: {
      selector: { $ref: '#/definitions/selector' },
      action: { $ref: '#/definitions/action' },
      response: { $ref: '#/definitions/response_action' },
    },
    definitions: ruleSchemas,
  })
})

test('defaults are filled in, also inside of others', () => {
  const settings = {
    selector: {
      type: 'And',
      selectors: [
        { type: 'Not', selector: { type: 'QNameSuffix', suffixes: ['example.com'] } },
        { type: 'Tag', tag: 'a' },
      ],
    },
  }
  expect(mismatches(checked, settings)).toEqual([])
  expect(settings.selector.selectors).toEqual([
    { type: 'Not', selector: { type: 'QNameSuffix', suffixes: ['example.com'], quiet: false } },
    { type: 'Tag', tag: 'a', value: '', 'empty-as-wildcard': true },
  ])
})

test.each([
  [{ type: 'All', name: 'mine' }, []],
  [{ type: 'RCode', rcode: 'NXDomain' }, []],
  [{ type: 'RCode', rcode: 3 }, []],
  [{}, [{ kind: 'missing', path: ['selector', 'type'] }]],
  [
    { type: 'QNam' },
    [{ kind: 'invalid', path: ['selector', 'type'], expected: 'known; did you mean "QName"?' }],
  ],
  [{ type: 'QName' }, [{ kind: 'missing', path: ['selector', 'qname'] }]],
  [
    { type: 'Not', selector: { type: 'TCP', tcp: true, udp: false } },
    [
      {
        kind: 'unknown',
        path: ['selector', 'selector', 'udp'],
        known: expect.arrayContaining(['tcp', 'type']),
      },
    ],
  ],
  [
    { type: 'Or', selectors: [{ type: 'All' }, { type: 'MaxQPS', qps: 'many' }] },
    [
      {
        kind: 'invalid',
        path: ['selector', 'selectors', 1, 'qps'],
        expected: expect.stringContaining('a whole number from 0 to'),
      },
    ],
  ],
  [
    { type: 'RCode', rcode: 16 },
    [{ kind: 'invalid', path: ['selector', 'rcode'], expected: 'an rcode such as NXDomain or 3' }],
  ],
])('%j', (selector, expected) => {
  expect(mismatches(checked, { selector })).toEqual(expected)
})

test('actions and response actions are told apart', () => {
  const action = { type: 'Continue', action: { type: 'SetExtendedDNSError', info_code: 15 } }
  const response = { type: 'LimitTTL', min: 1, max: 2 }
  expect(mismatches(checked, { action, response })).toEqual([])
  expect(action.action).toHaveProperty('clear_existing_entries', true)
  expect(response).toHaveProperty('types', [])
  expect(mismatches(checked, { action: { type: 'LimitTTL' }, response: { type: 'Pool' } })).toMatchObject([
    { kind: 'invalid', path: ['action', 'type'] },
    { kind: 'invalid', path: ['response', 'type'] },
  ])
})
