// Settings of the proxy on the pages, and the units of systemd, are such as `--check-config` takes.
import { afterAll, describe, expect, it } from 'vitest'
import { loadProxySettings } from '../../src/operations/proxy/load-proxy-settings.ts'
import { proxySchema } from '../../src/proxy/settings/settings.ts'
import { testCertificates } from '../proxy/frontends/certificates.ts'
import { codeBlocks, readPages, readUnits } from './pages.ts'

const certificates = testCertificates()
afterAll(() => certificates.remove())
const pair = certificates.make('pages', ['dns.example.com'])

const sections = new Set(['proxy', ...Object.keys(proxySchema.properties as object)])
const isOfProxy = (block: string): boolean =>
  [...block.matchAll(/^(\w+):/gm)].some(([, key]) => sections.has(key!))
const blocks = readPages().flatMap(page =>
  codeBlocks(page, 'yaml')
    .filter(isOfProxy)
    .map(block => [page.path, block] as const),
)

/** A secret as all settings take it. */
const secret = Buffer.alloc(32, 7).toString('base64')

/** The block with files that are there in the place of those that it names. */
const withCertificates = (block: string): string =>
  block
    .replace(/\bcertificate: [\w/.-]+/g, `certificate: ${pair.certificate}`)
    .replace(/\bkey: [\w/.-]+\.pem/g, `key: ${pair.key}`)

function load(block: string): ReturnType<typeof loadProxySettings> {
  const text = withCertificates(block)
  const file = /^proxy:/m.test(text) ? undefined : 'proxy.yaml'
  const variables = [...block.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => [name!, secret])
  return loadProxySettings({
    cwd: '/work',
    env: Object.fromEntries(variables),
    file,
    listen: undefined,
    // A page need not say again who is asked.
    backends: /^ *backends:/m.test(text) ? [] : ['192.0.2.1'],
    readFile: async () => text,
    listFiles: async () => [],
  })
}

describe('settings of the proxy', () => {
  it.each(blocks)('%s shows valid ones', async (_path, block) => {
    await expect(load(block)).resolves.toHaveProperty('settings')
  })

  it('are found where they are', () => {
    expect(blocks.map(([path]) => path)).toEqual(
      expect.arrayContaining(['docs/proxy.md', 'docs/proxy-systemd.md', 'docs/from-dnsdist.md']),
    )
    expect(isOfProxy('zone: example.com')).toBe(false)
  })
})

describe('units of systemd', () => {
  const units = readUnits()

  it('are there for both servers', () => {
    expect(units.map(({ path }) => path)).toEqual([
      'examples/systemd/dnsctl-proxy.service',
      'examples/systemd/dnsctl-serve.service',
    ])
  })

  it.each(units.map(unit => [unit.path, unit] as const))(
    '%s gives up all privileges but one',
    (_path, unit) => {
      expect(unit.text).toContain('CapabilityBoundingSet=CAP_NET_BIND_SERVICE\n')
      expect(unit.text).toContain('NoNewPrivileges=yes\n')
      // The engine of JavaScript would end.
      expect(unit.text).not.toMatch(/^MemoryDenyWriteExecute=/m)
    },
  )
})
