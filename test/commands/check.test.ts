// dnsctl check against a server of our own that answers from other records than the provider holds.
import { beforeEach, expect, test } from 'vitest'
import Check from '../../src/commands/check.ts'
import { encodeMessage } from '../../src/dns/wire/message.ts'
import { endpointText } from '../../src/net/address.ts'
import { tcpFrame } from '../../src/net/tcp-frames.ts'
import { startServer } from '../net/client/test-server.ts'
import { rrsetsOf, serverOf } from '../server/authoritative/rich-zone.ts'
import { put, runCommand, useFolder } from './workspace-folder.ts'

useFolder()
const check = (...argv: string[]) => runCommand(Check, '--timeout', '0s', ...argv)

const records = (address: string, serial = 7): string =>
  [
    `@ 3600 SOA ns1.example.net. h ${serial} 3600 3600 1209600 300`,
    '@ 3600 NS ns1.example.net.',
    `www 3600 A ${address}`,
    `big 3600 TXT ${[...'12345678'].map(digit => `"${digit.repeat(250)}"`).join(' ')}`,
  ].join('\n')

/** Starts a server of example.com; gives its address. */
async function serve(address: string, serial?: number): Promise<string> {
  const { send } = serverOf({ 'example.com.': rrsetsOf('example.com.', records(address, serial)) })
  const server = await startServer({
    udp: query => [send(encodeMessage(query))],
    tcp: (socket, query) => socket.write(tcpFrame(send(encodeMessage(query), 'tcp'))),
  })
  return endpointText(server)
}

const config = (more = '') =>
  put(
    'dnsctl.yaml',
    `providers:\n  b: { type: zonefile, directory: served${more} }\n  c: { type: local }\nzones: []\n`,
  )

beforeEach(() => {
  config()
  put('served/example.com.zone', records('192.0.2.1').replace('@', '$ORIGIN example.com.\n@'))
})

test('all is answered, also what does not fit into a datagram', async () => {
  const at = await serve('192.0.2.1')
  expect(await check('--server', at)).toEqual({
    stdout: [
      'example.com.: proven, 1 server, 4 answers',
      '  SERVER           SERIAL  AS EXPECTED',
      `  ${at.padEnd(15)}  7       4 of 4`,
      '1 zone proven',
      '',
    ].join('\n'),
    stderr: '',
    exitCode: 0,
  })
})

test('the server and the RRset are named, and which serial lags', async () => {
  const [good, stale] = [await serve('192.0.2.1'), await serve('192.0.2.9', 6)]
  const { stdout, exitCode } = await check('example.com', '--server', good, '--server', stale)
  expect(exitCode).toBe(5)
  expect(stdout).toContain('example.com.: not proven, 2 servers, 8 answers, 1 not as expected\n')
  expect(stdout).toMatch(new RegExp(`^ {2}${good} +7 +4 of 4$`, 'm'))
  expect(stdout).toMatch(new RegExp(`^ {2}${stale} +6 +3 of 4$`, 'm'))
  expect(stdout).toMatch(new RegExp(`^ {2}${stale} +www +A +differs: has 192.0.2.9, lacks 192.0.2.1$`, 'm'))
  expect(stdout.endsWith('0 zones proven, 1 not\n')).toBe(true)
})

test('the servers may be configured', async () => {
  config(`, verify: { servers: ["${await serve('192.0.2.1')}"] }`)
  expect(await check('*.com')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('1 zone proven'),
  })
})

test('--json has the whole proof', async () => {
  const { stdout } = await check('--json', '--server', await serve('192.0.2.9'))
  expect(JSON.parse(stdout)).toMatchObject({
    zones: [
      {
        zone: 'example.com.',
        provider: 'b',
        proof: {
          servers: [{ serial: 7, asked: 4, unequal: 1 }],
          asked: 4,
          unequalCount: 1,
          unequal: [{ owner: 'www.example.com.', type: 'A', status: 'differs' }],
        },
        problems: [],
      },
    ],
  })
})

test('a server that does not know the zone answers nothing', async () => {
  const { send } = serverOf({ 'example.net.': rrsetsOf('example.net.', records('192.0.2.1')) })
  const server = await startServer({ udp: query => [send(encodeMessage(query))] })
  const { stdout, exitCode } = await check('--server', endpointText(server))
  expect(exitCode).toBe(5)
  expect(stdout).toMatch(/ www +A +unanswered: REFUSED$/m)
})

test('says how to name servers where nobody is named', async () => {
  expect(await check()).toMatchObject({
    stderr:
      'error: servers-unnamed: no server is named that answers example.com. at b; give --server, or set "verify" of the provider\n',
    exitCode: 1,
  })
})

test('a zone that cannot be read is told beside the others', async () => {
  put('served/example.org.zone', 'broken')
  const { stdout, exitCode } = await check('--server', await serve('192.0.2.1'))
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^example\.org\. at b: not checked\n {2}error: /m)
  expect(stdout).toContain('1 zone proven, 1 could not be checked')
})

test.each<[string, string[], string]>([
  ['a zone that is nowhere', ['example.net'], 'zone-missing: example.net is not at b, c'],
  ['a provider without zones', ['--provider', 'c'], 'zone-missing: the providers hold no zone to check; '],
  ['a provider that is not there', ['--provider', 'x'], 'provider-unknown'],
  ['a server that is none', ['--server', '192.0.2.256'], 'address-syntax'],
])('refuses %s', async (_what, argv, text) => {
  const { stdout, stderr, exitCode } = await check(...argv)
  expect(stdout + stderr).toContain(text)
  expect(exitCode).toBe(1)
})
