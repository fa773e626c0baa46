import { describe, expect, test } from 'vitest'
import Drift from '../../src/commands/drift.ts'
import { put, runCommand, useFolder } from './workspace-folder.ts'

const run = (...argv: string[]) => runCommand(Drift, ...argv)
const served = (...records: string[]): void =>
  put(
    'served/example.com.zone',
    ['$TTL 1h', '@ SOA ns1.example.net. h 7 1h 1h 2w 5m', '@ NS ns1.example.net.', ...records, ''].join('\n'),
  )
const stated = (...records: string[]): void =>
  put(
    'zones/example.com.yaml',
    ['zone: example.com', 'ttl: 1h', 'records:', "  '@': { NS: ns1.example.net. }", ...records, ''].join(
      '\n',
    ),
  )

describe('dnsctl drift', () => {
  useFolder()
  const setUp = (): void => {
    put('dnsctl.yaml', 'providers: { nsd: { type: zonefile, directory: served } }\n')
    stated('  www: { A: 192.0.2.1 }')
  }

  test('finds none', async () => {
    setUp()
    served('www A 192.0.2.1')
    expect(await run()).toEqual({ stdout: 'No drift: 1 zone as its file says\n', stderr: '', exitCode: 0 })
  })

  test('tells what the provider has and what the file says', async () => {
    setUp()
    served('www A 192.0.2.9', 'old A 192.0.2.8')
    expect(await run()).toEqual({
      stdout: [
        'example.com. at nsd',
        '  - old A, TTL 1h: the file does not have it',
        '      - 192.0.2.8',
        '  ~ www A, TTL 1h',
        '      - 192.0.2.9',
        '      + 192.0.2.1',
        '',
        '"-" is what the provider has, "+" what the file says',
        'Drift: 2 RRsets differ in 1 zone',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 2,
    })
  })

  test.each([
    ['markdown', '<!-- dnsctl-drift -->\n'],
    ['html', '<!doctype html>'],
    ['github', '::notice title=DNS drift::Drift: 1 RRset differs in 1 zone\n'],
  ])('--format %s', async (format, start) => {
    setUp()
    served()
    const { stdout, exitCode } = await run('--format', format)
    expect([stdout.slice(0, start.length), exitCode]).toEqual([start, 2])
  })

  test('--json says whether there is any', async () => {
    setUp()
    served('www A 192.0.2.1')
    expect(JSON.parse((await run('--json')).stdout)).toMatchObject({ drift: false, totals: { zones: 0 } })
    served()
    const json = await run('--json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      drift: true,
      zones: [{ changes: [{ action: 'create' }] }],
    })
    expect(json.exitCode).toBe(2)
  })

  test('what cannot be compared is an error, whatever else differs', async () => {
    setUp()
    put('zones/example.org.yaml', "zone: example.org\nttl: 1h\nrecords: { '@': { NS: ns1.example.net. } }\n")
    put('served/example.com.zone', 'www A 192.0.2.999\n')
    const { stdout, exitCode } = await run()
    expect(stdout).toContain(
      'Drift: 1 RRset differs in 1 zone; 1 zone not at the provider; 1 zone could not be compared',
    )
    expect(exitCode).toBe(1)
  })
})
