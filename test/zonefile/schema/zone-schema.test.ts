import { Ajv } from 'ajv'
import { CORE_SCHEMA, load } from 'js-yaml'
import { expect, test } from 'vitest'
import { rrTypes } from '../../../src/dns/rr/table.ts'
import type { longFormSchema } from '../../../src/zonefile/schema/parts.ts'
import { zoneSchema } from '../../../src/zonefile/schema/zone-schema.ts'
import { readText } from '../yaml/read-text.ts'

const ajv = new Ajv({ strictRequired: false, allowUnionTypes: true, validateFormats: false, allErrors: true })
ajv.addKeyword('markdownDescription')
const validate = ajv.compile(zoneSchema())
const editorAccepts = (text: string): boolean => validate(load(text, { schema: CORE_SCHEMA }))
const types = rrTypes.filter(({ meta, name }) => !meta && name !== 'SOA')
const zoneWith = (record: unknown): string => `zone: example.com\nrecords: ${JSON.stringify({ a: record })}`

test('every type is taken as text, as a list, structured and in the long form', async () => {
  for (const { name, examples, toFields, parseScalar } of types)
    for (const example of examples) {
      const fields = toFields(parseScalar(example))
      for (const value of [
        example,
        [example],
        fields,
        [fields],
        { ttl: '5m', values: example },
        { values: [fields] },
      ]) {
        const text = zoneWith({ [name]: value })
        expect([text, editorAccepts(text), validate.errors]).toEqual([text, true, null])
        const { problems } = await readText(text)
        expect([text, problems.filter(({ severity }) => severity === 'error')]).toEqual([text, []])
      }
    }
})

test('no field is named like a key by which the long form is told', () => {
  for (const { name, fields } of types)
    for (const key of [
      'values',
      'alias',
      'policy',
      'sets',
    ] satisfies (keyof typeof longFormSchema.properties)[])
      expect([name, Object.keys(fields)]).not.toEqual([name, expect.arrayContaining([key])])
})

test.each([
  'zone: example.com\nttl: 1h\nrecords: { a: { TXT: 12345, A: { policy: weighted, sets: { b: { weight: 1, values: 192.0.2.1 } } } } }',
  "zone: example.com\nsoa: { mname: ns1, rname: h, retry: 60, expire: 2w }\nignore: ['a/*']\nserial: epoch\nvars: { n: 1 }",
  'zone: example.com\nhealth: { a: { type: tcp, host: b, port: 25, interval: 10s, failures: 2 } }\nchecks: { off: [value-duplicate] }',
  "zone: example.com\nrecords: { a: { TYPE65280: ['\\# 1 ff', { data: 0A }] } }",
  'zone: example.com\nrecords: { a: { A: { alias: b, evaluate_target_health: true, hosted_zone: Z1, reason: x } } }',
  'zone: example.com\nrecords: { a: { A: { policy: geoproximity, sets: { b: { alias: c, coordinates: "1,2" }, d: { values: 192.0.2.1, region: r, bias: 9, ttl: 60 } } } } }',
  'zone: example.com\nhealth: { a: { type: calculated, checks: [b], healthy: 1, inverted: true }, b: { id: x } }',
])('editor and reader take %j', async text => {
  expect(editorAccepts(text)).toBe(true)
  expect((await readText(text)).problems).toEqual([])
})

test.each([
  'zon: example.com',
  'zone: example.com\nserial: daily',
  'zone: example.com\nsoa: { mname: ns1 }',
  'zone: example.com\nhealth: { a: { type: ftp, host: b } }',
  'zone: example.com\nrecords: { a: { CNMAE: b } }',
  'zone: example.com\nrecords: { a: { A: } }',
  'zone: example.com\nrecords: { a: {} }',
  'zone: example.com\nrecords: { a: { A: [] } }',
  'zone: example.com\nrecords: { a: { A: { ttl: 60 } } }',
  'zone: example.com\nrecords: { a: { A: { values: 192.0.2.1, ownr: x } } }',
  'zone: example.com\nrecords: { a: { A: { policy: weighted, values: 192.0.2.1 } } }',
  'zone: example.com\nrecords: { a: { MX: { preference: 70000, exchange: b } } }',
  'zone: example.com\nrecords: { a: { MX: { preference: 1, exchnge: b } } }',
  'zone: example.com\nrecords: { a: { A: { alias: b, values: 192.0.2.1 } } }',
  'zone: example.com\nrecords: { a: { A: { values: 192.0.2.1, hosted_zone: Z1 } } }',
  'zone: example.com\nrecords: { a: { A: { policy: multivalue, sets: { b: { alias: c, values: 192.0.2.1 } } } } }',
  'zone: example.com\nrecords: { a: { A: { policy: multivalue, sets: { b: {} } } } }',
  'zone: example.com\nrecords: { a: { A: { alias: b, evaluate_target_health: 1 } } }',
  'zone: example.com\nhealth: { a: { type: calculated } }',
  'zone: example.com\nhealth: { a: { id: x, type: tcp } }',
])('editor and reader refuse %j', async text => {
  expect(editorAccepts(text)).toBe(false)
  expect((await readText(text)).problems).not.toEqual([])
})
