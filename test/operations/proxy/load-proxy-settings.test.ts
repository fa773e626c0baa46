import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { problemText } from '../../../src/base/errors.ts'
import type { ProxySettings } from '../../../src/proxy/settings/settings.ts'
import { load, problemsOf } from './loaded.ts'

const server = 'backends: [{ address: 192.0.2.1 }]\n'

describe('without a file', () => {
  test('the command line is enough', async () => {
    const { settings, files, warnings } = await load(
      {},
      { file: '', listen: ['127.0.0.1:5353', '[::1]'], backends: ['192.0.2.1', '[2001:db8::1]:5300'] },
    )
    expect(settings.backends.map(({ address }) => address)).toEqual(['192.0.2.1', '[2001:db8::1]:5300'])
    expect(settings.binds.map(bind => bind.listen_address)).toEqual(['127.0.0.1:5353', '[::1]'])
    expect({ files, warnings }).toEqual({ files: [], warnings: [] })
  })

  test('defaults hold at every depth', async () => {
    const { settings } = await load({}, { file: '', backends: ['192.0.2.1'] })
    expect(settings).toMatchObject({
      acl: expect.arrayContaining(['127.0.0.0/8', 'fe80::/10']),
      answering: { max_tries: 3 },
      backends: [{ pools: [''], health_checks: { max_failures: 3, rise: 2, lazy: { sample_size: 100 } } }],
      binds: [{ listen_address: '127.0.0.1:5353', protocol: 'Do53', tls: { minimum_version: 'tls1.2' } }],
      edns_client_subnet: { source_prefix_v4: 24, source_prefix_v6: 56 },
      packet_caches: [{ name: 'main', keep_stale_data: true }],
      query_rules: [],
      tuning: { udp: { receive_buffer_size: 1_048_576 }, tcp: { max_read_ios_per_query: 50 } },
    })
  })

  test('dnsctl.yaml is not read', async () => {
    const { settings } = await load({ 'dnsctl.yaml': 'broken: [' }, { file: '', backends: ['192.0.2.1'] })
    expect(settings.backends).toHaveLength(1)
  })

  test('there must be a server', async () => {
    expect(await problemsOf({}, { file: '' })).toEqual([
      'proxy-backend-missing: no server is configured that could be asked',
    ])
  })

  test('what is wrong with the command line has no place', async () => {
    const said = { file: '', listen: ['127.0.0.1:99999'], backends: ['ns.example.com'] }
    expect(await problemsOf({}, said)).toEqual([
      'address-syntax: the command line: port "99999" in "127.0.0.1:99999" is not a number from 0 to 65535',
      'proxy-backend-invalid: the command line: "ns.example.com" is not an IP address, with a port or without',
    ])
  })
})

describe('with a file', () => {
  test('the command line adds servers and replaces addresses', async () => {
    const text = `${server}binds: [{ listen_address: '192.0.2.53', protocol: DoT }]\n`
    const { settings } = await load(text, { listen: ['127.0.0.1:0'], backends: ['192.0.2.2'] })
    expect(settings.backends.map(({ address }) => address)).toEqual(['192.0.2.1', '192.0.2.2'])
    expect(settings.binds).toMatchObject([{ listen_address: '127.0.0.1:0', protocol: 'Do53' }])
  })

  test.each([
    ['of their own', 'conf/p.yaml', server],
    ['that is a dnsctl.yaml', 'conf/d.yaml', `proxy:\n  ${server}`],
  ])('%s the settings are read', async (_what, file, text) => {
    const { settings, files, placeOf } = await load(text, { file })
    expect(settings.backends).toHaveLength(1)
    expect(files).toEqual([`/work/${file}`])
    expect(placeOf(['backends', 0, 'address'])).toMatchObject({ file, column: expect.any(Number) })
  })

  test('dnsctl.yaml has them in a section', async () => {
    const { settings, files, placeOf } = await load({ 'dnsctl.yaml': `proxy:\n  ${server}` }, { file: '' })
    expect(settings.backends).toHaveLength(1)
    expect(files).toEqual(['/work/dnsctl.yaml'])
    expect(placeOf(['backends', 0])).toEqual({ file: 'dnsctl.yaml', line: 2, column: 14 })
  })

  test('an address of several is a bind for each', async () => {
    const { settings } = await load(
      `${server}binds: [{ listen_address: '127.0.0.1:1', additional_addresses: ['[::1]:1'] }, { listen_address: '127.0.0.1:2' }]`,
    )
    expect(settings.binds.map(bind => [bind.listen_address, bind.additional_addresses])).toEqual([
      ['127.0.0.1:1', []],
      ['[::1]:1', []],
      ['127.0.0.1:2', []],
    ])
  })

  test('texts may hold environment variables', async () => {
    const { settings } = await load(`${server}general: { server_id: "\${env:HOST}" }`, {
      env: { HOST: 'a1' },
    })
    expect(settings.general.server_id).toBe('a1')
  })

  test('it must be there', async () => {
    expect(await problemsOf({}, { file: 'x.yaml' })).toEqual([
      "file-unreadable: cannot read x.yaml: ENOENT: no such file, open '/work/x.yaml'",
    ])
  })

  test('the types say what is always there', () => {
    expectTypeOf<ProxySettings['answering']['max_tries']>().toEqualTypeOf<number>()
    expectTypeOf<ProxySettings['backends'][number]['pools']>().toEqualTypeOf<readonly string[]>()
  })
})

test('a configuration of dnsdist is taken as it is', async () => {
  const text = readFileSync(join(import.meta.dirname, 'dnsdist.yaml'), 'utf8')
  const { settings, warnings } = await load(text)
  expect(warnings).toEqual([])
  expect(settings).toMatchObject({
    load_balancing_policies: { default_policy: 'firstAvailable' },
    packet_caches: [{ name: 'pc', size: 100_000, options_to_skip: ['10', '12'] }],
    dynamic_rules: [{ mask_ipv4: 24, rules: { length: 4 } }],
    query_rules: { length: 12 },
  })
})

describe('files that are included', () => {
  test('are read in the order of their paths, each once, and their lists are appended', async () => {
    const { settings, files } = await load({
      'proxy.yaml': `includes: [d/*.yaml, d/a.yaml, more.yaml]\n${server}`,
      'd/b.yaml': 'backends: [{ address: 192.0.2.3 }]\ngeneral: { server_id: b }',
      'd/a.yaml': 'backends: [{ address: 192.0.2.2 }]\nincludes: [../proxy.yaml, deep/c.yaml]',
      'd/deep/c.yaml': 'backends: [{ address: 192.0.2.4 }]\nlogging: { structured: { enabled: true } }',
      'd/other.txt': 'not: read',
      'more.yaml': '# nothing',
    })
    expect(settings.backends.map(({ address }) => address)).toEqual([
      '192.0.2.1',
      '192.0.2.2',
      '192.0.2.4',
      '192.0.2.3',
    ])
    expect([settings.general.server_id, settings.logging.structured.enabled]).toEqual(['b', true])
    // What is saved of them has it all, and must not include it again.
    expect(settings.includes).toEqual([])
    expect(files).toEqual(
      ['proxy.yaml', 'd/a.yaml', 'd/deep/c.yaml', 'd/b.yaml', 'more.yaml'].map(file => `/work/${file}`),
    )
  })

  test('paths in them are relative to them', async () => {
    const { settings } = await load(
      {
        'conf/p.yaml': `includes: [log/*.yaml]\n${server}console: { socket: p.sock }`,
        'conf/log/q.yaml': 'query_log: { file: queries.log }',
      },
      { file: 'conf/p.yaml' },
    )
    expect(settings.query_log.file).toBe('/work/conf/log/queries.log')
    expect(settings.console.socket).toBe('/work/conf/p.sock')
  })

  test('words that stand for no file stay', async () => {
    const { settings } = await load(`${server}console: { socket: none }\nquery_log: { file: '-' }`)
    expect([settings.console.socket, settings.query_log.file]).toEqual(['none', '-'])
  })

  test('have their own places, and paths in themselves', async () => {
    const problems = await problemsOf({
      'proxy.yaml': `includes: [d/*.yaml]\n${server}`,
      'd/a.yaml': 'backends:\n  - { adress: 192.0.2.2 }\nacl:\n  - 192.0.2.0/24\n  - 192.0.2.0/33\n',
      'd/b.yaml': 'backends: [{ address: 192.0.2.2, weight: 0 }]\n',
    })
    expect(problems).toEqual([
      'd/a.yaml:2:5: config-setting-missing: "backends[0].address" is missing',
      'd/a.yaml:2:7: config-setting-unknown: there is no setting "backends[0].adress"; did you mean "address"?',
      'd/b.yaml:1:34: config-setting-invalid: "backends[0].weight" is 0, not a whole number from 1 to 2147483647',
    ])
  })

  test.each<[string, Record<string, string>, string[]]>([
    [
      'states what is stated elsewhere',
      {
        'proxy.yaml': `includes: [a.yaml]\n${server}general: { server_id: x }`,
        'a.yaml': 'general: { server_id: y }',
      },
      [
        'a.yaml:1:12: config-setting-invalid: "general.server_id" is stated a second time; the first is at proxy.yaml:3',
      ],
    ],
    [
      'is not there',
      { 'proxy.yaml': `includes: [a.yaml]\n${server}` },
      ["proxy.yaml:1:12: file-unreadable: cannot read a.yaml: ENOENT: no such file, open '/work/a.yaml'"],
    ],
    [
      'is no YAML',
      { 'proxy.yaml': `includes: [a.yaml]\n${server}`, 'a.yaml': 'a: [' },
      [expect.stringMatching(/^a\.yaml:1:\d+: config-syntax: /)],
    ],
    [
      'is a list',
      { 'proxy.yaml': `includes: [a.yaml]\n${server}`, 'a.yaml': '[1]' },
      ['a.yaml:1:1: config-setting-invalid: the file is [1], not a mapping'],
    ],
  ])('are refused if one of them %s', async (_what, files, problems) => {
    expect(await problemsOf(files)).toEqual(problems)
  })

  test('a pattern without files is a warning', async () => {
    const { warnings } = await load({ 'proxy.yaml': `includes: [d/*.yaml]\n${server}` })
    expect(warnings.map(problemText)).toEqual([
      'proxy.yaml:1:12: proxy-include-empty: no file matches "d/*.yaml"',
    ])
  })
})
