import { captureOutput } from '@oclif/test'
import { afterEach, describe, expect, test } from 'vitest'
import Query from '../../src/commands/query.ts'
import { parseName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import { encodeMessage, type Message } from '../../src/dns/wire/message.ts'
import { tcpFrame } from '../../src/net/tcp-frames.ts'
import { startServer } from '../net/client/test-server.ts'

afterEach(() => {
  process.exitCode = undefined
})

const run = async (...argv: string[]) => {
  const { stdout, stderr } = await captureOutput(() => Query.run(argv, import.meta.url), { print: false })
  return { stdout, stderr, exitCode: process.exitCode ?? 0 }
}

/** Answers every name with one address, and shows what was asked. */
async function start(rcode: Message['rcode'] = 'NOERROR') {
  const asked: Message[] = []
  const answer = (query: Message, flags: Message['flags']): Uint8Array => {
    asked.push(query)
    const rdata = typeOf('A').parse('192.0.2.1')
    const answers = [{ owner: query.questions[0]!.name, type: 'A', class: 'IN' as const, ttl: 60, rdata }]
    return encodeMessage({ ...query, rcode, flags, answers: rcode === 'NOERROR' ? answers : [] })
  }
  const { port } = await startServer({
    udp: query => [answer(query, new Set(['qr', 'aa']))],
    tcp: (socket, query) => socket.write(tcpFrame(answer(query, new Set(['qr', 'aa', 'ra'])))),
  })
  return { at: `@127.0.0.1:${port}`, port: String(port), asked }
}

describe('dnsctl query', () => {
  test('prints the answer', async () => {
    const { at } = await start()
    const { stdout, exitCode } = await run('www.example.com', at)
    expect(stdout).toContain('status: NOERROR')
    expect(stdout).toMatch(/^www\.example\.com\. +60 +IN A +192\.0\.2\.1$/m)
    expect(stdout).toContain(`;; server: ${at.slice(1)} (udp)`)
    expect(exitCode).toBe(0)
  })

  test('prints data with --json', async () => {
    const { at } = await start()
    const { stdout } = await run(at, 'www.example.com', '--json', '--tcp')
    expect(JSON.parse(stdout)).toMatchObject({
      transport: 'tcp',
      header: { flags: ['qr', 'aa', 'ra'] },
      answer: [{ rdata: '192.0.2.1', fields: { address: '192.0.2.1' } }],
    })
  })

  test('prints the data alone with --short, and nothing where there are none', async () => {
    expect((await run('www.example.com', (await start()).at, '--short')).stdout).toBe('192.0.2.1\n')
    expect((await run('www.example.com', (await start('NXDOMAIN')).at, '--short')).stdout).toBe('')
  })

  test('ends with 0 for any answer', async () => {
    const { stdout, exitCode } = await run('www.example.com', (await start('SERVFAIL')).at)
    expect(stdout).toContain('status: SERVFAIL')
    expect(exitCode).toBe(0)
  })

  const plain = { version: 0, udpSize: 1232, dnssecOk: false, options: [] }
  test.each<[string[], Partial<Message>]>([
    [[], { flags: new Set(['rd']), edns: plain }],
    [['--no-recurse'], { flags: new Set() }],
    [['--norecurse'], { flags: new Set() }],
    [['--dnssec'], { edns: { ...plain, dnssecOk: true } }],
    [['--bufsize', '4096'], { edns: { ...plain, udpSize: 4096 } }],
    [['--nsid'], { edns: { ...plain, options: [{ name: 'NSID', id: '' }] } }],
    [['MX'], { questions: [{ name: parseName('example.com.'), type: 'MX', class: 'IN' }] }],
    [['--class', 'CH'], { questions: [{ name: parseName('example.com.'), type: 'A', class: 'CH' }] }],
  ])('asks as %j says', async (options, query) => {
    const { at, asked } = await start()
    await run(at, 'example.com', ...options)
    expect(asked[0]).toMatchObject(query)
  })

  test('asks without EDNS', async () => {
    const { at, asked } = await start()
    await run(at, 'example.com', '--no-edns')
    expect(asked[0]).not.toHaveProperty('edns')
  })

  test('asks at --port for the name of an address', async () => {
    const { port, asked } = await start()
    await run('@127.0.0.1', '-p', port, '-x', '192.0.2.7')
    expect(asked[0]!.questions[0]!.name).toBe('7.2.0.192.in-addr.arpa.')
  })

  test('ends with 1 where there is no answer', async () => {
    const { stderr, exitCode } = await run('www.example.com', '@127.0.0.1:1')
    expect(stderr).toBe('error: query-connection-refused: nothing listens at 127.0.0.1:1 (udp)\n')
    expect(exitCode).toBe(1)
  })

  test('does not transfer zones', async () => {
    const { stderr, exitCode } = await run('example.com', 'AXFR', '@127.0.0.1:1')
    expect(stderr).toContain('AXFR')
    expect(exitCode).toBe(2)
  })
})
