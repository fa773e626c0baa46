import { expect, test } from 'vitest'
import { problemTexts, readText, recordLines } from './read-text.ts'

const head =
  'zone: example.com\nvars: { ip: 192.0.2.1, n: 10, host: "mail", both: "${n} ${host}", list: "[a, b]" }\nrecords:\n'
const env = { TOKEN: 'secret', EMPTY: '' }

test.each([
  ["  a: { A: '${ip}' }", 'A 192.0.2.1'],
  ['  a:\n    A: ${ip}', 'A 192.0.2.1'],
  ["  a: { MX: '${n} ${host}' }", 'MX 10 mail.example.com.'],
  ["  a: { MX: '${both}' }", 'MX 10 mail.example.com.'],
  ["  a: { MX: { preference: '${n}', exchange: '${host}' } }", 'MX 10 mail.example.com.'],
  ["  a: { TXT: 'x${env:TOKEN}y' }", 'TXT "xsecrety"'],
  ["  a: { TXT: '${env:EMPTY}' }", 'TXT ""'],
  ["  a: { TXT: '$${ip} costs $5' }", 'TXT "${ip} costs $5"'],
  // What a variable holds never becomes YAML.
  ["  a: { TXT: '${list}' }", 'TXT "[a, b]"'],
])('%j stands for %s', async (body, expected) => {
  const result = await readText(head + body, {}, env)
  expect(result.problems).toEqual([])
  expect(recordLines(result)).toEqual([`a.example.com. 3600 ${expected}`])
})

test.each([
  [
    "  a: { A: '${pi}' }",
    'zone.yaml:4:12: variable-unknown: variable "pi" is not defined; did you mean "ip"?',
  ],
  ["  a: { MX: '10 ${nowhere}' }", 'zone.yaml:4:16: variable-unknown: variable "nowhere" is not defined'],
  ["  a: { TXT: '${env:NONE}' }", 'zone.yaml:4:14: env-missing: environment variable NONE is not set'],
  ["  a: { TXT: '${}' }", 'zone.yaml:4:14: variable-unknown: variable "" is not defined'],
  [
    "  a: { A: { ttl: '${x}', values: 192.0.2.1 } }",
    'zone.yaml:4:19: variable-unknown: variable "x" is not defined',
  ],
  [
    "  a: { MX: { preference: '${host}', exchange: b } }",
    'zone.yaml:4:26: rdata-syntax: preference must be a whole number from 0 to 65535, not "${host}"',
  ],
])('%j is told', async (body, expected) => {
  expect(problemTexts((await readText(head + body, {}, env)).problems)).toEqual([expected])
})
