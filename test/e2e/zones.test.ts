// Zones that come and go at a provider, with the built program.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWorkplace, type Workplace } from './dnsctl.ts'

let place: Workplace
beforeEach(() => {
  place = createWorkplace()
})
afterEach(() => place.remove())

it('creates a zone, lists and shows it, and deletes it once that is confirmed', async () => {
  expect(await place.dnsctl('zones', 'create', 'example.net')).toEqual({
    code: 0,
    stdout: 'example.net. at local: created\n',
    stderr: '',
  })
  expect((await place.dnsctl('zones', 'create', 'example.net')).code).toBe(1)
  expect((await place.dnsctl('zones', 'list')).stdout).toMatch(/^example\.net\. +local +1 +1 +\(no file\)$/m)
  expect((await place.dnsctl('zones', 'show', 'example.net')).stdout).toMatch(
    /^; store: \.dnsctl\/store\n; last change: .*\nexample\.net\. .* SOA /,
  )
  const unconfirmed = await place.dnsctl('zones', 'delete', 'example.net')
  expect(unconfirmed).toMatchObject({ code: 1, stderr: expect.stringContaining('use --yes') })
  expect(await place.dnsctl('zones', 'delete', 'example.net', '--yes')).toMatchObject({ code: 0 })
  expect((await place.dnsctl('zones', 'show', 'example.net')).stderr).toContain('zone-missing')
})

it('does not delete what a zone file states', async () => {
  await place.dnsctl('apply', '--yes')
  const refused = await place.dnsctl('zones', 'delete', 'example.com', '--yes')
  expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('zones/example.com.yaml states') })
  expect((await place.dnsctl('plan')).stdout).toContain('Nothing to do')
})

it('says what the provider cannot hold before it is asked', async () => {
  place.write(
    'zones/example.net.yaml',
    'zone: example.net\nttl: 1h\nrecords:\n  www: { ALIAS: web.example.org. }\n',
  )
  const { code, stdout } = await place.dnsctl('validate', 'example.net')
  expect(stdout).toContain('zones/example.net.yaml:4:10: plan-alias-unserved: local: www.example.net. ALIAS')
  expect(code).toBe(0)
})
