// DNS over TLS: certificates by name, tickets, reload, and the limits of handshakes.
import { once } from 'node:events'
import { copyFileSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { decode, type Packet } from 'dns-packet'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { tcpFrame, tcpFrames } from '../../../src/net/tcp-frames.ts'
import { listenStream, type StreamListener } from '../../../src/proxy/frontends/listen-stream.ts'
import { removeOption } from '../../../src/proxy/message/edns.ts'
import type { StreamLimits } from '../../../src/proxy/settings/stream-limits.ts'
import { type Pair, type TestCertificates, testCertificates } from './certificates.ts'
import { echo, type FakeSite, fakeSite, query } from './fake-site.ts'
import { bindSettings, streamLimits } from './settings.ts'

const patience = { timeout: 20_000, interval: 5 }
let files: TestCertificates
let one: Pair
let wild: Pair
let rsa: Pair
beforeAll(() => {
  files = testCertificates()
  one = files.make('one', ['dns.example.com'])
  wild = files.make('wild', ['*.example.org'])
  rsa = files.make('rsa', ['dns.example.com'], 'rsa')
})
afterAll(() => files.remove())

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Opened {
  readonly listener: StreamListener
  readonly site: FakeSite
}

async function listen(tls: Record<string, unknown>, limits: Partial<StreamLimits> = {}): Promise<Opened> {
  const site = fakeSite()
  const settings = bindSettings({ protocol: 'DoT', tls })
  const endpoint = { host: '127.0.0.1', port: 0 }
  const listener = await listenStream({ number: 1, endpoint, settings }, site, streamLimits(limits))
  closers.push(() => listener.close())
  return { listener, site }
}

/** Asks once; what is known of the connection then. */
async function ask(
  { listener }: Opened,
  options: ConnectionOptions = {},
): Promise<{ socket: TLSSocket; answer: Packet; session: Promise<Buffer> }> {
  const socket = connect({
    port: listener.endpoint.port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ...options,
  })
  closers.push(() => socket.destroy())
  const session = new Promise<Buffer>(resolve => socket.once('session', resolve))
  const answered = new Promise<Packet>((resolve, reject) => {
    socket.on(
      'data',
      tcpFrames(message => resolve(decode(Buffer.from(message)))),
    )
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('closed')))
  })
  socket.on('secureConnect', () => socket.write(tcpFrame(query('www.example.com', 5))))
  return { socket, answer: await answered, session }
}

const nameOf = (socket: TLSSocket): string | undefined => socket.getPeerCertificate().subject.CN?.toString()

test('queries are answered, and the name that was asked for is told', async () => {
  const opened = await listen({ certificates: [one] })
  const seen: unknown[] = []
  opened.site.onQuery = t => {
    seen.push([t.transport, t.sni])
    echo(t)
  }
  const { socket, answer } = await ask(opened, { servername: 'dns.example.com', ALPNProtocols: ['dot'] })
  expect(answer).toMatchObject({ id: 5, type: 'response' })
  expect(seen).toEqual([[2, 'dns.example.com']])
  expect([socket.getProtocol(), socket.alpnProtocol]).toEqual(['TLSv1.3', 'dot'])
  expect(opened.listener.report()).toMatchObject({ tlsNewSessions: 1, queries: 1, connections: 1 })
})

const byName = [
  { servername: 'dns.example.com', is: 'dns.example.com' },
  { servername: 'DNS.EXAMPLE.COM', is: 'dns.example.com' },
  { servername: 'a.example.org', is: '*.example.org' },
  { servername: 'a.b.example.org', is: 'dns.example.com' },
  { servername: 'other.example.net', is: 'dns.example.com' },
  { servername: '', is: 'dns.example.com' },
]

test.each(byName)('who asks for "$servername" gets the certificate of $is', async ({ servername, is }) => {
  const { socket } = await ask(await listen({ certificates: [one, wild] }), { servername })
  expect(nameOf(socket)).toBe(is)
})

test('of two kinds of certificates with the same names each client gets the one that it can check', async () => {
  const opened = await listen({ certificates: [one, rsa], minimum_version: 'tls1.2' })
  const kindOf = async (ciphers: string): Promise<string | undefined> => {
    const { socket } = await ask(opened, { ciphers, maxVersion: 'TLSv1.2', servername: 'dns.example.com' })
    const { asn1Curve, modulus } = socket.getPeerCertificate() as { asn1Curve?: string; modulus?: string }
    return asn1Curve ?? (modulus && 'rsa')
  }
  expect(await kindOf('ECDHE-ECDSA-AES128-GCM-SHA256')).toBe('prime256v1')
  expect(await kindOf('ECDHE-RSA-AES128-GCM-SHA256')).toBe('rsa')
})

test('who pads its query gets a padded answer', async () => {
  const opened = await listen({ certificates: [one] })
  const lengths: number[] = []
  const options = [{ code: 'PADDING', length: 40 }]
  const { socket } = await ask(opened)
  socket.on(
    'data',
    tcpFrames(message => lengths.push(message.length)),
  )
  const additionals = [{ type: 'OPT', name: '.', udpPayloadSize: 1232, options }]
  opened.site.onQuery = t => {
    removeOption(t, 12)
    echo(t)
  }
  socket.write(tcpFrame(query('www.example.com', 6, { additionals } as never)))
  await vi.waitFor(() => expect(lengths).toEqual([468]), patience)
})

test.each(['TLSv1.2', 'TLSv1.3'] as const)('sessions of %s are resumed by tickets', async maxVersion => {
  const opened = await listen({ certificates: [one, wild] })
  const options = { servername: 'a.example.org', maxVersion }
  const first = await ask(opened, options)
  const session = maxVersion === 'TLSv1.2' ? first.socket.getSession()! : await first.session
  const { socket } = await ask(opened, { ...options, session })
  expect(socket.isSessionReused()).toBe(true)
  expect(opened.listener.report()).toMatchObject({ tlsNewSessions: 1, tlsResumedSessions: 1 })
})

test('proxies with the same file of a ticket key take one another’s tickets', async () => {
  const file = join(files.folder, 'ticket.key')
  writeFileSync(file, Buffer.alloc(80, 7))
  const tls = { certificates: [one], ticket_key_file: file }
  const first = await ask(await listen(tls))
  const { socket } = await ask(await listen(tls), { session: await first.session })
  expect(socket.isSessionReused()).toBe(true)
  const other = await ask(await listen({ certificates: [one] }), { session: await first.session })
  expect(other.socket.isSessionReused()).toBe(false)
})

test('the key of tickets outlives a reload, but not its own time', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const opened = await listen({ certificates: [one], tickets_keys_rotation_delay: 60 })
    const { session } = await ask(opened)
    opened.listener.reloadCertificates()
    const resumed = await ask(opened, { session: await session })
    expect(resumed.socket.isSessionReused()).toBe(true)
    vi.advanceTimersByTime(60_000)
    const later = await ask(opened, { session: await session })
    expect(later.socket.isSessionReused()).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})

test('no older version is spoken than the oldest', async () => {
  const opened = await listen({ certificates: [one], minimum_version: 'tls1.3' })
  await expect(ask(opened, { maxVersion: 'TLSv1.2' })).rejects.toThrow()
  await vi.waitFor(() => expect(opened.listener.report()).toMatchObject({ tlsFailures: 1 }), patience)
})

test('certificates are read again without a break, and kept if they cannot be', async () => {
  const pair = { certificate: join(files.folder, 'now.pem'), key: join(files.folder, 'now.key') }
  const take = (from: Pair) => {
    copyFileSync(from.certificate, pair.certificate)
    copyFileSync(from.key, pair.key)
  }
  take(one)
  const opened = await listen({ certificates: [pair] })
  const before = await ask(opened, { servername: 'a.example.org' })
  take(wild)
  opened.listener.reloadCertificates()
  expect(nameOf((await ask(opened, { servername: 'a.example.org' })).socket)).toBe('*.example.org')
  writeFileSync(pair.key, 'no key')
  expect(() => opened.listener.reloadCertificates()).toThrow(
    expect.objectContaining({ code: 'proxy-certificate-unusable' }),
  )
  expect(nameOf((await ask(opened, {})).socket)).toBe('*.example.org')
  before.socket.write(tcpFrame(query('www.example.com', 6)))
  await once(before.socket, 'data')
  expect(nameOf(before.socket)).toBe('dns.example.com')
})

test('an OCSP response is given with its certificate', async () => {
  const file = join(files.folder, 'ocsp.der')
  writeFileSync(file, Buffer.from('0a0b0c', 'hex'))
  const opened = await listen({ certificates: [wild, one], ocsp_response_files: [file] })
  const socket = connect({
    port: opened.listener.endpoint.port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    requestOCSP: true,
  } as ConnectionOptions)
  closers.push(() => socket.destroy())
  socket.on('error', () => {})
  const response = await new Promise<Buffer>(resolve => socket.once('OCSPResponse', resolve))
  expect(response.toString('hex')).toBe('0a0b0c')
})

test('a handshake must come in time, and be one', async () => {
  const opened = await listen({ certificates: [one] })
  const silent = connectTcp(opened.listener.endpoint.port, '127.0.0.1')
  const talker = connectTcp(opened.listener.endpoint.port, '127.0.0.1')
  for (const socket of [silent, talker]) {
    closers.push(() => socket.destroy())
    socket.on('error', () => {})
    socket.resume()
  }
  talker.write('GET / HTTP/1.1\r\n\r\n')
  await once(talker, 'close')
  expect(opened.listener.report()).toMatchObject({ tlsFailures: 1, connections: 1 })
  opened.site.ms += 5100
  await once(silent, 'close')
  await vi.waitFor(() => expect(opened.listener.report().connections).toBe(0), patience)
  expect(opened.listener.report()).toMatchObject({ receiveTimeouts: 1 })
})

test('who makes too many sessions is kept away', async () => {
  const limits = { max_tls_new_session_rate_per_client: 1, connection_rate_interval: 1 }
  const opened = await listen({ certificates: [one] }, limits)
  for (let i = 0; i < 60; i++) await ask(opened)
  await expect(ask(opened)).rejects.toThrow()
  await expect(ask(opened)).rejects.toThrow()
  expect(opened.listener.report()).toMatchObject({ rateExceeded: 1, bannedClients: 1 })
})

test('closing ends connections, also in their handshakes', async () => {
  const opened = await listen({ certificates: [one] })
  const { socket } = await ask(opened)
  const silent = connectTcp(opened.listener.endpoint.port, '127.0.0.1')
  silent.on('error', () => {})
  await vi.waitFor(() => expect(opened.listener.report().connections).toBe(2), patience)
  const closed = Promise.all([once(socket, 'close'), once(silent, 'close')])
  silent.resume()
  await opened.listener.close()
  await closed
})

test('files that cannot be used are named', async () => {
  const broken = [
    { certificates: [] },
    { certificates: [{ certificate: '/nowhere/example.pem', key: one.key }] },
    { certificates: [{ certificate: one.certificate, key: rsa.key }] },
    { certificates: [one], ticket_key_file: '/nowhere/ticket.key' },
  ]
  for (const tls of broken)
    await expect(listen(tls)).rejects.toMatchObject({ code: 'proxy-certificate-unusable' })
})
