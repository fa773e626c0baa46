// The threads of the built server: how many there are, as whom they run, and that answers are the same without them.
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { parseEndpoint } from '../../src/net/address.ts'
import { loadLibc } from '../../src/net/platform/libc.ts'
import { queryName } from '../../src/operations/query-name.ts'
import { createWorkplace, type Workplace } from './dnsctl.ts'

let place: Workplace
beforeEach(() => {
  place = createWorkplace()
})
afterEach(() => place.remove())

const zone = 'zones/example.com.yaml'
const textOf = (value: string): string =>
  `zone: example.com\nttl: 60\nrecords:\n  '@': { NS: ns1, TXT: ${value} }\n  ns1: { A: 192.0.2.53 }\n`

/** What the zone's TXT is, over UDP and over TCP. */
async function texts(at: string): Promise<string[]> {
  const server = parseEndpoint(at.slice(1), 53)
  const question = { name: parseName('example.com.'), type: 'TXT', class: 'IN' } as const
  const answers = await Promise.all([false, true].map(tcp => queryName({ server, question, tcp })))
  return answers.map(({ message }) => message.answers[0]!.rdata)
}

/** What the kernel says of each thread. */
const statusOf = (pid: number, field: string): Set<string> =>
  new Set(
    readdirSync(`/proc/${pid}/task`).map(thread => {
      const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')
      return new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(status)![1]!
    }),
  )

test.for([
  ['one thread', {}, ['--workers', '1']],
  ['three threads', {}, ['--workers', '3']],
  ['datagrams one by one', { DNSCTL_UDP_IO: 'dgram' }, []],
] as const)('%s: a change is answered, and what has arrived at the end', async ([, env, flags]) => {
  place.write(zone, textOf('one'))
  const server = await place.serveWith(env, zone, ...flags)
  expect(await texts(server.at)).toEqual(['"one"', '"one"'])
  place.write(zone, textOf('two'))
  await server.line('is now at serial')
  expect(await texts(server.at)).toEqual(['"two"', '"two"'])
  server.signal('SIGTERM')
  expect(await server.line('queries: ')).toMatch(
    /^queries: 4 \(2 udp, 2 tcp\), 4 NOERROR, 0 truncated, 0 dropped/,
  )
  expect(await server.exit).toBe(0)
})

describe.runIf(process.getuid?.() === 0 && loadLibc())('as root', () => {
  it('becomes another user with all of its threads once it has bound, and reads what that may read', async () => {
    place.write(zone, textOf('one'))
    for (const path of ['.', 'zones']) chmodSync(`${place.folder}/${path}`, 0o755)
    chmodSync(`${place.folder}/${zone}`, 0o644)
    const server = await place.serve(zone, '--workers', '2', '--user', '4000123:4000124')
    expect(statusOf(server.pid, 'Uid')).toEqual(new Set(['4000123\t4000123\t4000123\t4000123']))
    expect(statusOf(server.pid, 'Gid')).toEqual(new Set(['4000124\t4000124\t4000124\t4000124']))
    expect(statusOf(server.pid, 'CapEff')).toEqual(new Set(['0000000000000000']))
    place.write(zone, textOf('two'))
    await server.line('is now at serial')
    expect(await texts(server.at)).toEqual(['"two"', '"two"'])
  })
})
