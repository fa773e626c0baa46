import { expect, test } from 'vitest'
import { type Mismatch, mismatches } from '../../src/base/check-value.ts'
import { compileSchema } from '../../src/base/compile-schema.ts'
import { type JsonSchema, pathText } from '../../src/base/json-schema.ts'

const text = ({ path, ...mismatch }: Mismatch): string => {
  const what = 'known' in mismatch ? mismatch.known.join() : 'expected' in mismatch ? mismatch.expected : ''
  return `${mismatch.kind} ${pathText(path)} ${what}`.trim()
}
const closed = (properties: JsonSchema, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const port = { type: 'integer', minimum: 1, maximum: 65_535 }
const word = { type: 'string', minLength: 1 }
const token = closed({ token: word }, ['token'])
const password = closed({ user: word, password: word }, ['user', 'password'])
const shape = (kind: string, size: string): JsonSchema =>
  closed({ kind: { const: kind }, [size]: port }, ['kind', size])

test.each<[JsonSchema, unknown, readonly string[]]>([
  [port, 70_000, ['invalid  a whole number from 1 to 65535']],
  [closed({ port }, ['port']), { prt: 1 }, ['missing port', 'unknown prt port']],
  [closed({ a: closed({ port }) }), { a: { port: 1.5 } }, ['invalid a.port a whole number from 1 to 65535']],
  [
    { type: 'array', items: word },
    ['a', '', 3],
    ['invalid [1] text that is not empty', 'invalid [2] text that is not empty'],
  ],
  [{ additionalProperties: port }, { 'a/b~c': 0 }, ['invalid a/b~c a whole number from 1 to 65535']],
  [closed({}), JSON.parse('{ "__proto__": 1 }'), ['unknown __proto__']],
  [{ patternProperties: { '^x': port } }, { x1: 'a' }, ['invalid x1 a whole number from 1 to 65535']],
  [{ enum: ['a', 'b'] }, 'c', ['invalid  one of a, b']],
  [{ const: true }, 1, ['invalid  true']],
  [{ type: ['boolean', 'null'] }, 1, ['invalid  true or false or null']],
  [{ type: 'string', pattern: '^a' }, 'b', ['invalid  text that matches ^a']],
  [{ type: 'string', pattern: '^a', examples: ['ab'] }, 'b', ['invalid  text such as "ab"']],
  [{ ...port, title: 'a port' }, 0, ['invalid  a port']],
  [{ type: 'array', minItems: 2 }, [], ['invalid  a list of at least 2 items']],
  // One message a place, though it breaks two rules.
  [{ type: 'string', minLength: 3, pattern: '^a' }, 'b', ['invalid  text that matches ^a']],
  // Alternatives: those of the value's own kind, or all.
  [
    { anyOf: [word, { type: 'array', items: word, minItems: 1 }] },
    3,
    ['invalid  text that is not empty or a list that is not empty'],
  ],
  [{ anyOf: [word, { type: 'array', items: word }] }, [''], ['invalid [0] text that is not empty']],
  [{ anyOf: [token, password] }, { tokn: 'a' }, ['missing token', 'unknown tokn token,user,password']],
  [{ anyOf: [word, password] }, { user: '' }, ['missing password', 'invalid user text that is not empty']],
  [
    { anyOf: [{ $ref: '#/definitions/word' }, { $ref: '#/definitions/port' }], definitions: { word, port } },
    0,
    ['invalid  text that is not empty or a whole number from 1 to 65535'],
  ],
  [
    closed({ a: { anyOf: [word, { anyOf: [port, token] }] } }, ['b']),
    { a: { token: 1 } },
    ['missing b', 'invalid a.token text that is not empty'],
  ],
  // A property tells which alternative it is.
  ...[
    [{ kind: 'disk', radius: 0 }, 'invalid radius a whole number from 1 to 65535'],
    [{ kind: 'cube', radius: 0 }, 'invalid kind one of disk, box'],
    [{}, 'missing kind'],
  ].map(([value, found]): [JsonSchema, unknown, readonly string[]] => [
    {
      type: 'object',
      discriminator: { propertyName: 'kind' },
      required: ['kind'],
      oneOf: [shape('disk', 'radius'), shape('box', 'width')],
    },
    value,
    [found as string],
  ]),
  // Keywords that we have no words for.
  [{ type: 'integer', multipleOf: 5 }, 3, ['invalid  a whole number (it must be multiple of 5)']],
  [{ allOf: [port] }, 0, ['invalid  a value (it must be >= 1)']],
  [
    JSON.parse('{ "if": { "const": 1 }, "then": { "type": "string" } }'),
    1,
    ['invalid  a value (it must be string)'],
  ],
])('%j: %j', async (schema, value, found) => {
  expect(mismatches(await compileSchema(schema), value).map(text)).toEqual(found)
})

test.each([1, 'a', null, [], { a: { port: 1 } }])('%j fits a schema that takes anything', async value => {
  expect(mismatches(await compileSchema({}), value)).toEqual([])
})
