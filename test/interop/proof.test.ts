// Proof at real servers: a folder of master files, NSD as its primary, NSD and Knot as secondaries, one of them stale.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CheckedZone } from '../../src/operations/proof/check-zones.ts'
import { createWorkplace, type Workplace } from '../e2e/dnsctl.ts'
import { type Secondaries, startSecondaries } from './secondaries.ts'

let place: Workplace
let servers: Secondaries

const zone = `zone: example.com
records:
  "@":
    NS: [ns1, ns2]
    MX: 10 mail
  ns1: { A: 192.0.2.1 }
  ns2: { A: 192.0.2.2 }
  mail: { A: 192.0.2.3, AAAA: 2001:db8::3 }
  www: { A: [192.0.2.10, 192.0.2.11] }
  gone: { TXT: was here }
  "*.wild": { A: 192.0.2.20 }
  narrow.wild: { A: 192.0.2.21 }
  alias: { CNAME: www }
  sub:
    NS: [ns.sub.example.com., ns1]
    DS: 1 8 2 0000000000000000000000000000000000000000000000000000000000000000
  ns.sub: { A: 192.0.2.30 }
  unseen.sub: { A: 192.0.2.31 }
  old: { DNAME: new }
`

const folder = mkdtempSync(join(tmpdir(), 'dnsctl-primary-'))

const settings = (verify: readonly string[], reload: readonly string[] = []): string =>
  [
    'zones:',
    '  - files: stated/*.yaml',
    'providers:',
    '  files:',
    '    type: zonefile',
    `    directory: ${folder}`,
    ...(reload.length > 0 ? [`    reload: ${JSON.stringify(reload)}`] : []),
    ...(verify.length > 0 ? [`    verify: { servers: ${JSON.stringify(verify)}, timeout: 20s }`] : []),
    '',
  ].join('\n')

const serversOf = ({ ports }: Secondaries): string[] => Object.values(ports).map(port => `127.0.0.1:${port}`)

/** `2 www.example.com./A differs` for each cell, the server by its place. */
function cellsOf(zones: readonly Pick<CheckedZone, 'proof'>[]): string[] {
  const [{ proof } = {}] = zones
  return proof!.unequal.map(
    ({ server, owner, type, status }) => `${serversOf(servers).indexOf(server)} ${owner}/${type} ${status}`,
  )
}

beforeAll(async () => {
  place = createWorkplace()
  place.write('stated/example.com.yaml', zone)
  place.write('dnsctl.yaml', settings([]))
  expect(await place.dnsctl('apply', '--yes')).toMatchObject({ code: 0 })
  servers = await startSecondaries('example.com', join(folder, 'example.com.zone'))
  place.write('dnsctl.yaml', settings(serversOf(servers), servers.reload))
})

afterAll(async () => {
  await servers?.stop()
  await place.remove()
  rmSync(folder, { recursive: true, force: true })
})

test('all three servers answer what was applied', async () => {
  const { code, stdout, stderr } = await place.dnsctl('check')
  expect([stdout, stderr]).toEqual([expect.stringContaining('example.com.: proven, 3 servers'), ''])
  expect(code).toBe(0)
  // The address behind the delegation that is no glue.
  expect(stdout).toContain('1 RRset cannot be asked for and compared')
})

test('a change is proven once the secondaries have it', async () => {
  place.edit('stated/example.com.yaml', '192.0.2.3,', '192.0.2.4,')
  const { code, stdout } = await place.dnsctl('apply', '--yes')
  expect(stdout).toContain('applied 1 change')
  expect(code).toBe(0)
  expect(await place.dnsctl('check', '--timeout', '0s')).toMatchObject({ code: 0 })
})

test('the cell of a stale secondary is named, and no other', async () => {
  servers.freeze('example.com')
  place.edit('stated/example.com.yaml', '192.0.2.11]', '192.0.2.12]')
  place.edit('dnsctl.yaml', 'timeout: 20s', 'timeout: 3s')
  const applied = await place.dnsctl('apply', '--yes', '--json')
  expect(applied.code).toBe(5)
  expect(cellsOf(JSON.parse(applied.stdout).zones)).toEqual(['2 www.example.com./A differs'])

  // Each kind of change: a type more, one less, a delegation with its glue, a wildcard that hides what goes.
  place.edit('stated/example.com.yaml', '  gone: { TXT: was here }\n', '  new: { TXT: is here }\n')
  place.edit('stated/example.com.yaml', 'ns.sub: { A: 192.0.2.30 }', 'ns.sub: { A: 192.0.2.33 }')
  place.edit('stated/example.com.yaml', '  narrow.wild: { A: 192.0.2.21 }\n', '')
  place.edit('stated/example.com.yaml', 'CNAME: www', 'A: 192.0.2.40')
  const second = await place.dnsctl('apply', '--yes', '--force=deletes', '--json')
  expect(second.code).toBe(5)
  expect(cellsOf(JSON.parse(second.stdout).zones).sort()).toEqual([
    '2 alias.example.com./A differs',
    '2 alias.example.com./CNAME lingering',
    '2 gone.example.com./TXT lingering',
    '2 narrow.wild.example.com./A lingering',
    '2 new.example.com./TXT missing',
    '2 ns.sub.example.com./A differs',
  ])

  const checked = await place.dnsctl('check', '--timeout', '0s', '--json')
  expect(checked.code).toBe(5)
  const { zones } = JSON.parse(checked.stdout) as { zones: CheckedZone[] }
  expect(cellsOf(zones).sort()).toEqual([
    '2 alias.example.com./A differs',
    '2 new.example.com./TXT missing',
    '2 ns.sub.example.com./A differs',
    '2 www.example.com./A differs',
  ])
  const [first, ...others] = zones[0]!.proof!.servers.map(({ serial }) => serial!)
  expect(others).toEqual([first, first! - 2])
  const shown = await place.dnsctl('check', '--timeout', '0s')
  expect(shown.stdout).toMatch(
    /^ +127\.0\.0\.1:\d+ +www +A +differs: has 192\.0\.2\.11, lacks 192\.0\.2\.12$/m,
  )
})

test('it is proven once the secondary has caught up', async () => {
  servers.thaw('example.com')
  expect(await place.dnsctl('check', '--timeout', '30s')).toMatchObject({ code: 0 })
})
