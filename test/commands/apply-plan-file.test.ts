// Plan files that `apply` refuses: exit 3, the reason, and nothing written.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { version } from '../../src/base/version.ts'
import Apply from '../../src/commands/apply.ts'
import Plan from '../../src/commands/plan.ts'
import ZonesList from '../../src/commands/zones/list.ts'
import { planDigest } from '../../src/plan/file/plan-file.ts'
import { pathOf, put, read, runCommand, useFolder } from './workspace-folder.ts'

const settings = 'providers: { here: { type: local, store: "${env:DNSCTL_TEST_STORE}" } }\n'
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'public' ? 'spki' : 'pkcs8', format: 'pem' }) as string
const [own, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]

describe('a plan file', () => {
  useFolder()
  beforeEach(async () => {
    vi.stubEnv('DNSCTL_TEST_STORE', pathOf('store'))
    put('dnsctl.yaml', settings)
    put('zones/example.com.yaml', "zone: example.com\nttl: 1h\nrecords: { '@': { NS: ns1.example.net. } }\n")
    put('own.key', pem(own.privateKey), 0o600)
    put('own.pub', pem(own.publicKey))
    put('other.pub', pem(other.publicKey))
    const { exitCode } = await runCommand(Plan, '--out', pathOf('plan.json'), '--sign', 'own.key')
    expect(exitCode).toBe(0)
    return () => vi.unstubAllEnvs()
  })
  const apply = (...argv: string[]) => runCommand(Apply, pathOf('plan.json'), '--yes', ...argv)
  const altered = (from: string | RegExp, to: string): void => {
    expect(read('plan.json')).toMatch(from)
    put('plan.json', read('plan.json').replace(from, to))
  }

  test.each<[string, () => void, string[], string]>([
    ['cut short', () => put('plan.json', read('plan.json').slice(0, -9)), [], 'plan-file-invalid: '],
    ['altered', () => altered('ns1.', 'ns2.'), [], 'plan-tampered: '],
    ['signed by another', () => {}, ['--verify-key', 'other.pub'], 'plan-signature: '],
    ['unsigned', () => altered(/"signature": \{[^}]*\},/, ''), ['--verify-key', 'own.pub'], 'is not signed'],
    [
      'unsigned where the settings ask for it',
      () => {
        put('dnsctl.yaml', `${settings}safety: { verify_key: other.pub }\n`)
      },
      [],
      'plan-signature: ',
    ],
    ['of other settings', () => put('dnsctl.yaml', `${settings}state: elsewhere\n`), [], 'plan-foreign: '],
    ['older than it may be', () => {}, ['--max-age', '0'], 'plan-expired: '],
  ])('that is %s is refused with exit 3, and nothing is written', async (_what, spoil, argv, message) => {
    spoil()
    const { stderr, exitCode } = await apply(...argv)
    expect([stderr.includes(message), exitCode]).toEqual([true, 3])
    expect((await runCommand(ZonesList)).stdout).toContain('(not applied yet)')
  })

  test.each([
    ['own.key', 'own.key is a private key; plans are verified with the public one'],
    ['none.pub', 'plan-key: none.pub cannot be read: ENOENT'],
    ['dnsctl.yaml', 'plan-key: dnsctl.yaml has no key in PEM'],
  ])('is not verified by %s', async (file, message) => {
    const { stderr, exitCode } = await apply('--verify-key', file)
    expect([stderr.includes(message), exitCode]).toEqual([true, 1])
  })

  test('that says nothing of guards is held back by those of the settings, whoever made its digest', async () => {
    put('dnsctl.yaml', `${settings}safety: { protect: ['@/TXT'] }\n`)
    const zone = "zone: example.com\nttl: 1h\nrecords: { '@': { NS: ns1.example.net., TXT: VALUE } }\n"
    put('zones/example.com.yaml', zone.replace('VALUE', 'one'))
    expect(await runCommand(Apply, '--yes')).toMatchObject({ exitCode: 0 })
    put('zones/example.com.yaml', zone.replace('VALUE', 'two'))
    await runCommand(Plan, '--out', pathOf('plan.json'))
    const { plan, ...file } = JSON.parse(read('plan.json'))
    expect(plan.zones[0].safety).toMatchObject([{ guard: 'protected' }])
    plan.zones[0].safety = []
    put('plan.json', JSON.stringify({ ...file, digest: planDigest(plan), plan }))
    const { stderr, exitCode } = await apply()
    expect([stderr, exitCode]).toEqual([expect.stringContaining('--force=protected applies it'), 4])
    expect(await apply('--force=protected')).toMatchObject({ exitCode: 0 })
  })

  test('is applied where it is verified, and secrets may differ', async () => {
    vi.stubEnv('DNSCTL_TEST_STORE', pathOf('another'))
    expect(await apply('--verify-key', 'own.pub')).toMatchObject({ exitCode: 0 })
  })

  test('names the version that this is', () => {
    expect(version).toBe(JSON.parse(read('plan.json')).plan.tool)
  })
})
