import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureOutput } from '@oclif/test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Plan from '../../src/commands/plan.ts'
import { readPlanToShow } from '../../src/plan/file/plan-file.ts'

let folder: string
const put = (file: string, text: string): void => writeFileSync(join(folder, file), text)
const zone = (...records: string[]): void =>
  put(
    'zones/example.com.yaml',
    ['zone: example.com', 'ttl: 1h', 'records:', "  '@': { NS: ns1.example.net. }", ...records, ''].join(
      '\n',
    ),
  )
const held = (...records: string[]): void =>
  put(
    'served/example.com.zone',
    ['$TTL 1h', '@ SOA ns1.example.net. h 7 1h 1h 2w 5m', '@ NS ns1.example.net.', ...records, ''].join('\n'),
  )

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-plan-'))
  mkdirSync(join(folder, 'zones'))
  mkdirSync(join(folder, 'served'))
  put('dnsctl.yaml', 'providers: { nsd: { type: zonefile, directory: served } }\n')
  zone('  www: { A: [192.0.2.1, 192.0.2.2] }')
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
  process.exitCode = undefined
})

const run = async (...argv: string[]) => {
  const { stdout, stderr } = await captureOutput(() => Plan.run(argv, import.meta.url), { print: false })
  const exitCode = process.exitCode ?? 0
  process.exitCode = undefined
  return { stdout: stdout.replace(/until (?:\S+ )?\d\d:\d\d UTC/, 'until … UTC'), stderr, exitCode }
}

test('a changed value shows as that value alone, removed and added', async () => {
  held('www A 192.0.2.1', 'www A 192.0.2.3')
  const { stdout, stderr, exitCode } = await run()
  expect(stdout).toMatchInlineSnapshot(`
    "example.com. at nsd
      ~ www A, TTL 1h
            192.0.2.1
          - 192.0.2.3
          + 192.0.2.2
      resolvers may serve the old answer for up to 1h, until … UTC if applied now

    Plan: 0 to create, 1 to update, 0 to delete in 1 zone
    "
  `)
  expect([stderr, exitCode]).toEqual(['', 0])
})

test.each<[string, string[], number]>([
  ['a zone that is as its file says', ['www A 192.0.2.1', 'www A 192.0.2.2'], 0],
  ['something to do', [], 2],
])('--detailed-exitcode with %s', async (_title, records, code) => {
  held(...records)
  expect((await run('--detailed-exitcode')).exitCode).toBe(code)
})

test('--out takes the place of a plan, and of no other file', async () => {
  const zoneFile = join(folder, 'zones/example.com.yaml')
  const before = readFileSync(zoneFile, 'utf8')
  const { stderr, exitCode } = await run('--out', zoneFile)
  expect(stderr).toContain('zones/example.com.yaml is there already and is no plan; give --out another name')
  expect(exitCode).toBe(2)
  expect(readFileSync(zoneFile, 'utf8')).toBe(before)
})

test('--out writes a plan that its owner alone may read, and that can be read back', async () => {
  held()
  const file = join(folder, 'plan.json')
  await run('--out', file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readPlanToShow(readFileSync(file, 'utf8'), file).zones).toMatchObject([
    { zone: 'example.com.', provider: 'nsd', changes: [{ action: 'create' }] },
  ])
})

test('--json and --format json print the same', async () => {
  const [first, second] = [await run('--json'), await run('--format', 'json')].map(({ stdout }) =>
    JSON.parse(stdout),
  )
  expect(first.totals).toEqual({ create: 2, update: 0, delete: 0, zones: 1 })
  expect(first.zones[0].cachedUntil).toBeUndefined()
  expect({ ...second, created: '' }).toEqual({ ...first, created: '' })
})

test.each([
  ['markdown', '<!-- dnsctl-plan -->'],
  ['html', '<!doctype html>'],
  ['github', '::notice title=DNS plan::Plan: 2 to create, 0 to update, 0 to delete in 1 zone\n'],
])('--format %s', async (format, start) => {
  const { stdout } = await run('--format', format)
  expect(stdout.startsWith(start)).toBe(true)
})

test('nothing is planned, shown or written if a zone file has an error; all of them are told', async () => {
  zone('  www: { A: 192.0.2 }', "  api: { AAAA: '2001:db8' }")
  const file = join(folder, 'plan.json')
  const { stdout, stderr, exitCode } = await run('--out', file)
  expect([stdout, exitCode]).toEqual(['', 1])
  expect(stderr.match(/zones\/example\.com\.yaml:[56]:/g)).toHaveLength(2)
  expect(() => statSync(file)).toThrow('ENOENT')
})

test('a provider that cannot be read is an error, and no plan is written', async () => {
  put('served/example.com.zone', 'www A 192.0.2.999\n')
  const file = join(folder, 'plan.json')
  const { stdout, stderr, exitCode } = await run('--out', file, '--detailed-exitcode')
  expect([stdout, exitCode]).toEqual(['Nothing planned; 1 zone could not be planned\n', 1])
  expect(stderr).toContain('192.0.2.999')
  expect(() => statSync(file)).toThrow('ENOENT')
})

test('an argument that is no zone is an error', async () => {
  const { stderr, exitCode } = await run('example.org')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('zone-not-selected')
})

/** What the file at `--out` holds. */
const saved = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))

test.each<[string[], number]>([
  [[], 7 * 86_400_000],
  [['--max-age', '1h30m'], 5_400_000],
])('a plan saved with %j holds for %i ms', async (argv, milliseconds) => {
  const { stderr } = await run('--out', join(folder, 'plan.json'), ...argv)
  const { plan } = saved('plan.json')
  expect(Date.parse(plan.expires) - Date.parse(plan.created)).toBe(milliseconds)
  expect(stderr).toContain(`plan.json; it may be applied until ${plan.expires}\n`)
  expect(plan.tool).toBe('0.1.0')
})

test('a plan is signed with a key', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  writeFileSync(join(folder, 'plan.key'), pem, { mode: 0o600 })
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
  const { stderr } = await run('--out', join(folder, 'plan.json'), '--sign', 'plan.key')
  expect(stderr).toContain(`signed by the key ${id.slice(0, 16)}; `)
  expect(stderr).not.toContain('may be read by others')
  expect(saved('plan.json').signature).toMatchObject({ algorithm: 'ed25519', key: id.slice(0, 16) })
  writeFileSync(join(folder, 'open.key'), pem, { mode: 0o644 })
  expect((await run('--out', join(folder, 'plan.json'), '--sign', 'open.key')).stderr).toContain(
    'warning: plan-key: open.key may be read by others than its owner (mode 644)',
  )
})

test('a key with a passphrase takes it from the environment', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
  writeFileSync(join(folder, 'plan.key'), pem, { mode: 0o600 })
  const sign = () => run('--out', join(folder, 'plan.json'), '--sign', 'plan.key')
  vi.stubEnv('DNSCTL_KEY_PASSPHRASE', undefined)
  expect((await sign()).stderr).toContain(
    'plan-key: plan.key needs its passphrase in the environment variable',
  )
  vi.stubEnv('DNSCTL_KEY_PASSPHRASE', 'wrong')
  expect((await sign()).stderr).toContain('or the passphrase in DNSCTL_KEY_PASSPHRASE is wrong')
  vi.stubEnv('DNSCTL_KEY_PASSPHRASE', 'secret')
  expect((await sign()).exitCode).toBe(0)
  vi.unstubAllEnvs()
})

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed = generateKeyPairSync('ed25519')
test.each<[string, string | undefined, string]>([
  ['that is not there', undefined, 'plan-key: odd.key cannot be read: ENOENT'],
  [
    'of another kind',
    rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    'a key for rsa, not for Ed25519',
  ],
  [
    'that is public',
    ed.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    'odd.key is a public key; ',
  ],
  ['that is none', 'hello', 'plan-key: odd.key has no key in PEM\n'],
])('a key %s is refused, and nothing is saved', async (_what, pem, message) => {
  if (pem !== undefined) writeFileSync(join(folder, 'odd.key'), pem, { mode: 0o600 })
  const { stderr, exitCode } = await run('--out', join(folder, 'plan.json'), '--sign', 'odd.key')
  expect([stderr.includes(message), exitCode]).toEqual([true, 1])
  expect(() => saved('plan.json')).toThrow('ENOENT')
})

test('an age without a file is a mistake', async () => {
  expect((await run('--max-age', '1d')).stderr).toContain(
    'usage-invalid: --max-age is of a plan that is saved',
  )
})

test('zones are chosen by flags too', async () => {
  expect((await run('--zone', 'example.org')).stderr).toContain('zone-not-selected')
  expect((await run('--zone', 'example.*', '--provider', 'nsd')).stdout).toContain('example.com. at nsd')
  expect((await run('--provider', 'bind')).stderr).toContain(
    'config-provider-unknown: there is no provider "bind"',
  )
  expect((await run('--only-changed-since', 'main')).stderr).toContain('revision-unknown: ')
})
