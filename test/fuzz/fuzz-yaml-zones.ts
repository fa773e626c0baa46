// Reads mutated YAML zone files and checks what must hold for any text whatever.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../src/base/errors.ts'
import { sameRRset } from '../../src/dns/canonical.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { checkZone } from '../../src/zonefile/checks/check-zone.ts'
import { readYamlZone } from '../../src/zonefile/yaml/read.ts'
import { writeZone } from '../../src/zonefile/yaml/write.ts'
import { type FuzzReport, fuzzTexts } from './fuzz-texts.ts'
import { textMutator, textsIn } from './mutate-text.ts'

const routed = `zone: example.com
records:
  '@': { A: { alias: shop, evaluate_target_health: true } }
  shop:
    A:
      policy: weighted
      sets:
        blue: { weight: 9, values: 192.0.2.30, health: both, ttl: 30s }
        green: { weight: 1, alias: d111111abcdef8.cloudfront.net. }
    AAAA: { policy: ip, sets: { a: { networks: ['2001:db8::/32'], values: '2001:db8::1', health: web }, b: { networks: ['*'], values: '2001:db8::2' } } }
health:
  both: { type: calculated, checks: [web, held], healthy: 1 }
  web: { type: http, host: shop.example.com, contains: ok }
  held: { id: 4a0b }
`
const examples = [
  routed,
  ...['example.com.yaml', 'example.org.yaml'].map(name =>
    readFileSync(join(import.meta.dirname, '../../zones', name), 'utf8'),
  ),
]

/** Throws if a text makes reader or checks throw, gives a problem without a place, or is another zone once written. */
export function fuzzYamlZones(count: number, seed: number): Promise<FuzzReport> {
  const mutate = textMutator([...textsIn('fixtures/broken/yaml', '.yaml'), ...examples], pieces, seed)
  return fuzzTexts(count, mutate, check)
}

/** Says whether the text is without an error. */
async function check(text: string): Promise<boolean> {
  const { zone, problems } = await readText(text)
  for (const { code, place } of problems)
    if (!place || place.line < 1 || place.column < 1) throw new Error(`${code} has no place`)
  if (!zone) return false
  checkZone(zone, { now: 0, isWhole: !problems.some(isError) })
  if (problems.some(isError)) return false
  const written = writeZone(zone.zone)
  const again = await readText(written)
  const isSame = (rrset: RRset): boolean => {
    const other = again.zone?.zone.get(rrset.owner, rrset.type)
    return other !== undefined && sameRRset(rrset, other)
  }
  if (again.problems.some(isError) || ![...zone.zone.rrsets()].every(isSame))
    throw new Error(`written, it is another zone: ${written}`)
  return true
}

const readText = (text: string) =>
  readYamlZone(text, {
    file: 'zones/example.com.yaml',
    env: {},
    readFile() {
      throw new Error('no such file')
    },
  })

const isError = ({ severity }: Problem): boolean => severity === 'error'

const pieces = [
  ...[
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ': ',
    '\n',
    '  ',
    '\t',
    '\r',
    '\0',
    '\ud800',
    'é',
    '@',
    '$',
    '.',
    '..',
    '*',
    ',',
    '#',
  ],
  ...[
    '- ',
    '? ',
    '&a ',
    '*a',
    '!!str ',
    '<<: ',
    '|\n',
    '>-\n',
    '---\n',
    '%YAML 1.2\n',
    '~',
    'null',
    '0x1f',
    '1e9',
    '\\256',
  ],
  ...[
    'records:',
    'values: ',
    'policy: weighted',
    'sets: ',
    'alias: ',
    'ttl: 60',
    'health: ',
    'type: calculated',
    'checks: [web]',
    "networks: ['*']",
    '__proto__: ',
    'include: [x.yaml]\n',
    '${a}',
    '${env:A}',
    '$${',
  ],
]
