import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureOutput } from '@oclif/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import Export from '../../src/commands/export.ts'

const home = process.cwd()
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-export-'))
  mkdirSync(join(folder, 'zones'))
  mkdirSync(join(folder, 'held'))
  process.chdir(folder)
  put('zones/example.com.yaml', yaml)
  put(
    'held/example.com.zone',
    `$ORIGIN example.com.\n$TTL 60\n@ SOA ns1 hostmaster 7 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.9\n`,
  )
  put('dnsctl.yaml', 'providers:\n  files: { type: zonefile, directory: held }\n')
})
afterEach(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
  process.exitCode = undefined
})

const yaml = `zone: example.com
ttl: 1h

records:
  '@':
    NS: ns1
  ns1:
    A: 192.0.2.1
`

const bind = `$ORIGIN example.com.
$TTL 3600
@                        IN SOA ns1.example.com. hostmaster.example.com. (
                            0          ; serial
                            7200       ; refresh
                            3600       ; retry
                            1209600    ; expire
                            300        ; minimum
                            )
@                        IN NS ns1.example.com.
ns1                      IN A 192.0.2.1
`

const put = (file: string, text: string): void => writeFileSync(join(folder, file), text)
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

const run = async (...argv: string[]) => {
  const { stdout, stderr } = await captureOutput(() => Export.run(argv, import.meta.url), { print: false })
  return { stdout, stderr, exitCode: process.exitCode ?? 0 }
}

const done = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })

test.each(['example.com', 'example.com.', 'zones/example.com.yaml'])(
  'writes %s as a master file',
  async zone => {
    expect(await run(zone)).toEqual(done(bind))
  },
)

test('writes a file, which read again gives the same', async () => {
  expect(await run('example.com', '--out', 'out.zone')).toEqual(done(''))
  expect(read('out.zone')).toBe(bind)
  put('out.zone', bind)
  expect(await run('out.zone', '--out', 'out.zone')).toEqual(done(''))
  expect(read('out.zone')).toBe(bind)
})

test('writes YAML', async () => {
  expect(await run('example.com', '--format', 'yaml')).toEqual(done(yaml))
})

test('writes JSON, also for --json', async () => {
  const { stdout } = await run('example.com', '--format', 'json')
  expect(JSON.parse(stdout)).toEqual({
    origin: 'example.com.',
    rrsets: [
      {
        owner: 'example.com.',
        type: 'NS',
        ttl: 3600,
        rdatas: ['ns1.example.com.'],
        fields: [{ nsdname: 'ns1.example.com.' }],
      },
      {
        owner: 'ns1.example.com.',
        type: 'A',
        ttl: 3600,
        rdatas: ['192.0.2.1'],
        fields: [{ address: '192.0.2.1' }],
      },
    ],
  })
  expect(await run('example.com', '--json')).toEqual(done(stdout))
})

test('writes what a provider holds', async () => {
  const { stdout, stderr } = await run('example.com', '--from-provider', 'files')
  expect(stderr).toBe('')
  expect(stdout).toMatch(/ 7 +; serial\n/)
  expect(stdout).toMatch(/^ns1 +IN A 192\.0\.2\.9$/m)
})

test.each<[string, string[], RegExp, number]>([
  ['a zone that is not there', ['example.org'], /zone-not-selected: /, 1],
  [
    'a zone that the provider does not hold',
    ['example.org', '--from-provider', 'files'],
    /zone-missing: /,
    1,
  ],
  [
    'several zones',
    ['*.example.net'],
    /usage-invalid: "\*\.example\.net" is several zones, so name a file: /,
    2,
  ],
  ['a zone with an error', ['zones/broken.yaml'], /zones\/broken\.yaml:3:11: rdata-syntax: /, 1],
])('refuses %s', async (_what, argv, message, expected) => {
  put('zones/a.example.net.yaml', 'zone: a.example.net\nrecords: { www: { A: 192.0.2.1 } }\n')
  put('zones/b.example.net.yaml', 'zone: b.example.net\nrecords: { www: { A: 192.0.2.1 } }\n')
  if (argv[0] === 'zones/broken.yaml')
    put('zones/broken.yaml', 'zone: example.org\nrecords:\n  a: { A: 192.0.2.300 }\n')
  const { stdout, stderr, exitCode } = await run(...argv, '--out', 'out')
  expect(stderr).toMatch(message)
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: expected })
  expect(() => read('out')).toThrow('ENOENT')
})

const routed = `zone: example.com
ttl: 1h

records:
  '@':
    NS: ns1
  a:
    A: { alias: lb, evaluate_target_health: true }
  b:
    ALIAS: www.example.net.
  lb:
    A: { policy: multivalue, sets: { x: { values: 192.0.2.1, health: web } } }
  ns1:
    A: 192.0.2.1

health:
  web: { type: http, address: 192.0.2.1, interval: 10s }
`

test('leaves out what a master file cannot hold, and says so', async () => {
  put('zones/example.com.yaml', routed)
  const { stdout, stderr, exitCode } = await run('example.com')
  expect({ stdout, exitCode }).toEqual({ stdout: bind, exitCode: 0 })
  expect(stderr.split('\n')).toEqual([
    'warning: export-left-out: a.example.com. A is left out: it is an alias of lb.example.com.',
    'warning: export-left-out: b.example.com. ALIAS is left out: it is no DNS record',
    'warning: export-left-out: lb.example.com. A is left out: it has the policy "multivalue"',
    '',
  ])
})

test('writes aliases, policies and health checks as YAML and as JSON', async () => {
  put('zones/example.com.yaml', routed)
  expect(await run('example.com', '--format', 'yaml')).toEqual(done(routed))
  const { stdout } = await run('example.com', '--format', 'json')
  const { rrsets } = JSON.parse(stdout) as { rrsets: { owner: string }[] }
  expect(rrsets.find(({ owner }) => owner === 'a.example.com.')).toEqual({
    owner: 'a.example.com.',
    type: 'A',
    ttl: 0,
    rdatas: [],
    fields: [],
    alias: { target: 'lb.example.com.', evaluateHealth: true },
  })
  expect(rrsets.find(({ owner }) => owner === 'lb.example.com.')).toMatchObject({
    policy: {
      kind: 'multivalue',
      sets: [{ id: 'x', rdatas: ['192.0.2.1'], health: { type: 'http', name: 'web' } }],
    },
  })
})
