// What docs/from-dnsdist.md shows of dnsdist's configuration in Lua is such as dnsdist takes.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { codeBlocks, readFromCheckout } from '../docs/pages.ts'
import { testCertificates } from '../proxy/frontends/certificates.ts'

const certificates = testCertificates()
afterAll(() => certificates.remove())
const pair = certificates.make('dnsdist', ['dns.example.com'])

const path = 'docs/from-dnsdist.md'
const blocks = codeBlocks({ path, text: readFromCheckout(path) }, 'lua')

/** Debian 12's dnsdist has not had this action yet. */
const later =
  'LimitTTLResponseAction = LimitTTLResponseAction or function() return AllowResponseAction() end\n'

it('there are some', () => {
  expect(blocks.length).toBeGreaterThan(5)
})

it.each(blocks.map((block, i) => [i + 1, block] as const))('the block of Lua number %i', (i, block) => {
  const file = join(certificates.folder, `dnsdist-${i}.conf`)
  const text = block.replaceAll('/etc/dnsctl/cert.pem', pair.certificate)
  writeFileSync(file, later + text.replaceAll('/etc/dnsctl/key.pem', pair.key))
  const { stdout, stderr, status } = spawnSync('dnsdist', ['--check-config', '-C', file], {
    encoding: 'utf8',
  })
  expect(status, `${stdout}${stderr}`).toBe(0)
})
