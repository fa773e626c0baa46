import { describe, expect, test } from 'vitest'
import Import from '../../src/commands/import.ts'
import { put, read, runCommand, useFolder } from './workspace-folder.ts'

useFolder()
const run = (...argv: string[]) => runCommand(Import, ...argv)

const master = `$ORIGIN example.com.
$TTL 3600
@   SOA ns1 hostmaster 2026010101 7200 3600 1209600 300
    NS  ns1
    NS  ns2.example.net.
    MX  10 mail
ns1 A   192.0.2.53
www 300 CNAME @
txt TXT "v=spf1 mx -all"
`

test('a new file is written in canonical form', async () => {
  put('example.com.zone', master)
  put('schemas/zone.schema.json', '{}')
  expect(await run('--from', 'bind', 'example.com.zone')).toEqual({
    stdout: 'Created zones/example.com.yaml with 6 RRsets\n',
    stderr: '',
    exitCode: 0,
  })
  expect(read('zones/example.com.yaml')).toBe(`# yaml-language-server: $schema=../schemas/zone.schema.json
zone: example.com
ttl: 1h
soa:
  mname: ns1.example.com.
  rname: hostmaster.example.com.
  refresh: 2h
  retry: 1h
  expire: 2w
  minimum: 5m

records:
  '@':
    NS: [ns1, ns2.example.net.]
    MX: 10 mail
  ns1:
    A: 192.0.2.53
  txt:
    TXT: v=spf1 mx -all
  www:
    CNAME: { ttl: 5m, values: '@' }
`)
})

const existing = `# Our zone.
zone: example.com
ignore: ['txt/TXT']
include: shared.yaml
records:
  '@':
    NS: [ns1, ns2.example.net.]   # two of them
    MX:
      - 10 mail
      - 20 backup   # to go
  # only here
  old: { A: 192.0.2.9 }
  www:   # the site
    CNAME: { values: '@', owner: team-web }
`
const shared = 'records:\n  ns1: { A: 192.0.2.1 }\n'

describe('a file of the same zone', () => {
  const into = async (...argv: string[]) => {
    put('example.com.zone', master)
    put('zones/example.com.yaml', existing)
    put('zones/shared.yaml', shared)
    return run('example.com.zone', ...argv)
  }

  test('is edited: what differs changes, the rest stays', async () => {
    const { stdout, stderr, exitCode } = await into()
    expect(read('zones/example.com.yaml')).toBe(
      existing
        .replace('      - 20 backup   # to go\n', '')
        .replace("{ values: '@', owner: team-web }", "{ ttl: 5m, values: '@', owner: team-web }")
        .replace(
          'zone: example.com\n',
          'zone: example.com\nsoa:\n  mname: ns1.example.com.\n  rname: hostmaster.example.com.\n  refresh: 2h\n  retry: 1h\n  expire: 2w\n  minimum: 5m\n',
        ),
    )
    expect(read('zones/shared.yaml')).toBe(shared)
    expect(stdout).toContain('~ @ MX, TTL 1h')
    expect(stdout).toContain('- 20 backup.example.com.')
    expect(stdout).toContain(
      'Changed 3 RRsets in zones/example.com.yaml; 1 RRset that only the file has stays (see --prune)',
    )
    expect(stderr).toBe('warning: zones/shared.yaml:2:10: import-kept: ns1 A is in an included file\n')
    expect(exitCode).toBe(0)
    expect((await run('example.com.zone')).stdout).toContain('Nothing to import')
  })

  test('--prune takes out what only the file has', async () => {
    const { stdout } = await into('--prune')
    expect(read('zones/example.com.yaml')).not.toContain('old:')
    expect(read('zones/example.com.yaml')).toContain('# only here')
    expect(stdout).toContain('- old A, TTL 1h')
  })

  test('--json', async () => {
    const { stdout } = await into('--json')
    const { changes, ...rest } = JSON.parse(stdout) as { changes: { action: string; type: string }[] }
    expect(rest).toEqual({ zone: 'example.com.', file: 'zones/example.com.yaml', isNew: false, others: 1 })
    expect(changes.map(({ action, type }) => `${action} ${type}`)).toEqual([
      'create SOA',
      'update MX',
      'update CNAME',
    ])
  })
})

test('a CNAME and other records give way to each other', async () => {
  put('a.zone', '$ORIGIN example.com.\n@ 60 SOA ns1 h 1 2 3 4 5\na 60 A 192.0.2.1\nb 60 CNAME a\n')
  put(
    'zones/example.com.yaml',
    'zone: example.com\nttl: 1m\nrecords:\n  a: { CNAME: b }\n  b: { A: 192.0.2.2, TXT: t }\n',
  )
  await run('a.zone')
  expect(read('zones/example.com.yaml')).toContain('records:\n  a: { A: 192.0.2.1 }\n  b: { CNAME: a }\n')
})

describe('an ALIAS of the file', () => {
  const zone = (records: string): string => `zone: example.com\nttl: 1m\nrecords:\n  a: ${records}\n`
  const form = '{ A: { alias: b.example.net. }, AAAA: { alias: b.example.net. } }'

  test.each([
    ['stays for the aliases that a provider makes of it', form, '{ ALIAS: b.example.net. }'],
    ['gives way to aliases of another name', form.replaceAll('b.', 'c.'), form.replaceAll('b.', 'c.')],
    ['gives way to addresses', '{ A: 192.0.2.1 }', '{ A: 192.0.2.1 }'],
  ])('%s', async (_, imported, expected) => {
    put('x.yaml', zone(imported))
    put('zones/example.com.yaml', zone('{ ALIAS: b.example.net. }'))
    expect((await run('--from', 'yaml', '--prune', 'x.yaml')).exitCode).toBe(0)
    expect(read('zones/example.com.yaml')).toBe(zone(expected))
  })
})

describe('nothing is written', () => {
  test('over another zone', async () => {
    put('example.com.zone', master)
    put('zones/x.yaml', 'zone: example.net\n')
    expect(await run('example.com.zone', '--into', 'zones/x.yaml')).toMatchObject({
      stderr: 'error: import-zone-differs: zones/x.yaml has the zone example.net., not example.com.\n',
      exitCode: 1,
    })
    expect(read('zones/x.yaml')).toBe('zone: example.net\n')
  })

  test('if the file to import has errors', async () => {
    put('example.com.zone', `${master}bad A 192.0.2.300\n`)
    const { stderr, exitCode } = await run('example.com.zone')
    expect(stderr).toMatch(/^error: example\.com\.zone:10:\d+: rdata-syntax: /)
    expect(exitCode).toBe(1)
    expect(() => read('zones/example.com.yaml')).toThrow('ENOENT')
  })

  test('if a routing policy would be lost', async () => {
    put('a.zone', '$ORIGIN example.com.\n@ 60 SOA ns1 h 1 2 3 4 5\nwww 60 A 192.0.2.1\n')
    const text =
      'zone: example.com\nrecords:\n  www:\n    A: { policy: multivalue, sets: { a: { values: 192.0.2.2 } } }\n'
    put('zones/example.com.yaml', text)
    const { stderr } = await run('a.zone')
    expect(stderr).toBe('warning: zones/example.com.yaml:4:5: import-kept: www A has a routing policy\n')
    expect(read('zones/example.com.yaml')).toContain('policy: multivalue')
  })
})

test('the origin and the form can be given', async () => {
  put('db', 'www 60 A 192.0.2.1\n@ 60 SOA ns1 h 1 2 3 4 5\n')
  await run('db', '--origin', '0/25.2.0.192.in-addr.arpa', '--into', 'out/x.yaml')
  expect(read('out/x.yaml')).toContain('zone: 0/25.2.0.192.in-addr.arpa\n')
  expect((await run('out/x.yaml', '--from', 'yaml')).stdout).toBe(
    'Created zones/0-25.2.0.192.in-addr.arpa.yaml with 2 RRsets\n',
  )
})

describe('from a YAML file', () => {
  const shop = (port: number): string => `{ type: tcp, host: shop.example.com, port: ${port} }`
  const routed = (name: string, health: string, weight = 1): string =>
    `  ${name}: { A: { policy: weighted, sets: { blue: { weight: ${weight}, values: 192.0.2.30, health: ${health} } } } }\n`
  const source = `zone: example.com
records:
  cdn: { A: { alias: d1.cloudfront.net. } }
${routed('a', 'shop')}${routed('b', 'both')}health:
  shop: ${shop(80)}
  both: { type: calculated, checks: [shop] }
`

  test('a new file has aliases, policies and their checks', async () => {
    put('source.yaml', source)
    expect((await run('source.yaml', '--from', 'yaml')).exitCode).toBe(0)
    expect(read('zones/example.com.yaml')).toContain(`    A: { alias: d1.cloudfront.net. }\n`)
    expect(read('zones/example.com.yaml')).toContain(
      `\nhealth:\n  shop: ${shop(80)}\n  both: { type: calculated, checks: [shop] }\n`,
    )
    expect((await run('source.yaml', '--from', 'yaml')).stdout).toContain('Nothing to import')
  })

  test('a check is defined anew if everything that uses it is imported', async () => {
    put('source.yaml', source)
    const file = source.replace(shop(80), `${shop(25)}   # why 25`)
    put('zones/example.com.yaml', file)
    const { stdout, exitCode } = await run('source.yaml', '--from', 'yaml')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('- 192.0.2.30 [weighted blue, weight 1, health shop (port 25)]')
    expect(stdout).toContain('+ 192.0.2.30 [weighted blue, weight 1, health shop (port 80)]')
    expect(stdout).toContain('health both (shop.port 80)')
    expect(read('zones/example.com.yaml')).toBe(file.replace('port: 25', 'port: 80'))
  })

  test('a check gets another name if something else uses the one of that name', async () => {
    put('source.yaml', source)
    const other = routed('other', 'shop')
    const file = `zone: example.com\nrecords:\n  cdn: { A: 192.0.2.1 }\n${other}health: { shop: ${shop(25)} }\n`
    put('zones/example.com.yaml', file)
    expect((await run('source.yaml', '--from', 'yaml')).exitCode).toBe(0)
    const written = read('zones/example.com.yaml')
    expect(written).toContain(other)
    expect(written).toContain(
      `shop: ${shop(25)}, shop-2: ${shop(80)}, both: { type: calculated, checks: [shop-2] }`,
    )
    expect(written).toContain('cdn: { A: { alias: d1.cloudfront.net. } }')
    expect((await run('source.yaml', '--from', 'yaml')).stdout).toContain('Nothing to import')
  })

  test('a check of an included file is left there as it is', async () => {
    put('source.yaml', source)
    put('zones/checks.yaml', `health: { shop: ${shop(25)} }\n`)
    put('zones/example.com.yaml', 'zone: example.com\ninclude: checks.yaml\nrecords: {}\n')
    expect((await run('source.yaml', '--from', 'yaml')).exitCode).toBe(0)
    expect(read('zones/example.com.yaml')).toContain('health: shop-2')
    expect(read('zones/checks.yaml')).toBe(`health: { shop: ${shop(25)} }\n`)
    expect((await run('source.yaml', '--from', 'yaml')).stdout).toContain('Nothing to import')
  })
})

test('a master file takes no alias away', async () => {
  put('a.zone', '$ORIGIN example.com.\n@ 60 SOA ns1 h 1 2 3 4 5\nwww 60 A 192.0.2.1\n')
  put('zones/example.com.yaml', 'zone: example.com\nrecords:\n  www:\n    A: { alias: d1.cloudfront.net. }\n')
  const { stderr } = await run('a.zone')
  expect(stderr).toBe('warning: zones/example.com.yaml:4:5: import-kept: www A is an alias\n')
  expect(read('zones/example.com.yaml')).toContain('alias: d1.cloudfront.net.')
})
