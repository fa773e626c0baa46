import { expect, test } from 'vitest'
import { ownIdentity } from '../../src/base/process-identity.ts'
import Unlock from '../../src/commands/unlock.ts'
import { parseName } from '../../src/dns/name.ts'
import type { Provider } from '../../src/providers/contract.ts'
import type { LeaseKeeper } from '../../src/providers/lease/lease-keeper.ts'
import { local } from '../../src/providers/local/index.ts'
import { zonefile } from '../../src/providers/zonefile/index.ts'
import { pathOf, put, runCommand, useFolder } from './workspace-folder.ts'

useFolder()
const origin = parseName('example.com.')
const { user, host } = ownIdentity()
const since = Date.UTC(2026, 5, 7)
const unlock = (...argv: string[]) => runCommand(Unlock, ...argv)
const zone = () =>
  put('zones/example.com.yaml', "zone: example.com\nttl: 1h\nrecords:\n  '@': { NS: [ns1.example.net.] }\n")
const bothProviders = () =>
  put(
    'dnsctl.yaml',
    'providers: { a: { type: local }, b: { type: zonefile, directory: served } }\nzones: [{ files: zones/*.yaml, providers: [a, b] }]\n',
  )

/** Runs work while the zone is locked at a provider; says whether the holder still held it in the end. */
async function whileLocked(open: () => Promise<Provider>, work: () => Promise<unknown>): Promise<boolean> {
  const provider = await open()
  await provider.withLease(origin, { purpose: 'rollback', waitMs: 0 }, work)
  const isHeld = (await provider.leaseOf(origin)) !== undefined
  await provider.close()
  return isHeld
}
const dependencies = (leases: Partial<LeaseKeeper> = {}) => ({
  name: 'a',
  clock: () => since,
  baseDir: pathOf('.'),
  leases,
})
const openLocal = (leases?: Partial<LeaseKeeper>) =>
  local.open({ store: '.dnsctl/store' }, dependencies(leases))
const openFolder = () => zonefile.open({ directory: 'served', pattern: '%s.zone' }, dependencies())

test('shows who holds the lock, and takes it away', async () => {
  await whileLocked(openLocal, async () => {
    expect(await unlock('example.com', '--yes')).toEqual({
      stdout: [
        `example.com. at local is locked by ${user}@${host}, process ${process.pid}, which still runs here`,
        '  for    rollback',
        '  since  2026-06-07T00:00:00.000Z',
        '  until  2026-06-07T00:01:00.000Z, unless it is renewed',
        'A holder that still works writes nothing more, but what it has sent already is sent: plan again afterwards.',
        'example.com. at local: unlocked',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 0,
    })
    expect(await unlock('example.com', '--yes')).toMatchObject({
      stderr: 'error: lock-free: nobody holds the lock of example.com. at local\n',
      exitCode: 1,
    })
  })
})

test.each([
  ['runs no more', { started: '0' }, 'which runs no more'],
  ['another system counts', { system: 'other' }, 'of which nothing is known here'],
])('says of a holder that %s what is known', async (_what, other, text) => {
  const identity = { ...ownIdentity(), ...other }
  await whileLocked(
    () => openLocal({ identity }),
    async () => {
      expect((await unlock('example.com', '--yes')).stdout).toContain(text)
    },
  )
})

test('asks, and takes nothing away where nobody can be asked', async () => {
  await whileLocked(openLocal, async () => {
    const { stderr, exitCode } = await unlock('example.com')
    expect(stderr).toBe('error: plan-unconfirmed: there is no terminal to ask on; use --yes\n')
    expect(exitCode).toBe(1)
    expect((await unlock('example.com', '--yes')).exitCode).toBe(0)
  })
})

test('--json says what was taken away', async () => {
  await whileLocked(openLocal, async () => {
    const { stdout } = await unlock('example.com', '--yes', '--json')
    expect(JSON.parse(stdout)).toEqual({
      unlocked: [
        {
          zone: 'example.com.',
          provider: 'local',
          holder: { user, host, pid: process.pid, process: 'running' },
          purpose: 'rollback',
          since: '2026-06-07T00:00:00.000Z',
          expires: '2026-06-07T00:01:00.000Z',
        },
      ],
    })
  })
})

test('takes the locks away at all providers to which the zone file sends the zone', async () => {
  zone()
  bothProviders()
  const locked = whileLocked(openLocal, () =>
    whileLocked(openFolder, async () => {
      const { stdout } = await unlock('example.com', '--yes')
      expect(stdout).toContain('at a: unlocked\nexample.com. at b: unlocked\n')
    }),
  )
  expect(await locked).toBe(false)
})

test('--provider takes the lock away there only', async () => {
  bothProviders()
  await whileLocked(openFolder, async () => {
    expect((await unlock('example.com', '--yes')).stderr).toBe(
      'error: provider-unclear: no zone file states example.com.; configured are: a, b; name one with --provider\n',
    )
    expect((await unlock('example.com', '--yes', '--provider', 'a')).stderr).toContain('lock-free')
    expect((await unlock('example.com', '--yes', '--provider', 'b')).stdout).toContain('at b: unlocked')
  })
})
