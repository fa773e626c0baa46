// Zones from files to answers, with the built program: validate, plan, apply, serve, query.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWorkplace, type Workplace } from './dnsctl.ts'

let place: Workplace
beforeEach(() => {
  place = createWorkplace()
})
afterEach(() => place.remove())

it('applies what is planned, after which there is nothing to do', async () => {
  expect(await place.dnsctl('validate')).toMatchObject({ code: 0, stdout: '' })
  expect(await place.dnsctl('fmt', '--check')).toMatchObject({ code: 0, stdout: '' })

  const first = await place.dnsctl('plan', '--detailed-exitcode')
  expect(first).toMatchObject({ code: 2, stderr: '' })
  expect(first.stdout).toMatch(/^Plan: \d+ to create, 0 to update, 0 to delete in 2 zones$/m)

  const applied = await place.dnsctl('apply', '--yes')
  expect(applied).toMatchObject({ code: 0, stderr: expect.stringMatching(/^run \S+; what it did: .*\n$/) })
  expect(applied.stdout).toContain('2 zones applied')

  const second = await place.dnsctl('plan', '--detailed-exitcode')
  expect(second).toMatchObject({ code: 0, stdout: 'Nothing to do: 2 zones as the files say\n' })
})

it('plans a changed value as that value alone, removed and added', async () => {
  await place.dnsctl('apply', '--yes')
  place.edit('zones/example.com.yaml', '192.0.2.21]', '192.0.2.22]')
  const { code, stdout } = await place.dnsctl('plan', '--detailed-exitcode')
  expect(code).toBe(2)
  expect(stdout.match(/^ *[-+~] .*$/gm)?.map(line => line.trim())).toEqual([
    '~ api A, TTL 1m',
    '- 192.0.2.21',
    '+ 192.0.2.22',
  ])
})

it('serves the store, and what is applied while it runs', async () => {
  await place.dnsctl('apply', '--yes')
  const server = await place.serve()
  const short = async (...words: string[]): Promise<string> =>
    (await place.dnsctl('query', ...words, server.at, '--short')).stdout
  expect(await short('www.example.com', 'A')).toBe('example.com.\n192.0.2.20\n')
  expect(await short('host.dev.example.com', 'A', '--tcp')).toBe('192.0.2.40\n')

  const absent = await place.dnsctl('query', 'nowhere.example.com', server.at, '--json')
  expect(JSON.parse(absent.stdout)).toMatchObject({ header: { rcode: 'NXDOMAIN' } })
  const foreign = await place.dnsctl('query', 'example.net', server.at, '--json')
  expect(JSON.parse(foreign.stdout)).toMatchObject({ header: { rcode: 'REFUSED' } })

  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.41')
  await place.dnsctl('apply', '--yes')
  await server.line('example.com. is now at serial 2')
  expect(await short('host.dev.example.com', 'A')).toBe('192.0.2.41\n')

  server.signal('SIGTERM')
  expect(await server.line('queries')).toContain('3 NOERROR, 1 NXDOMAIN, 1 REFUSED')
  expect(await server.exit).toBe(0)
})

it('serves files, follows their changes, and reads them anew on HUP', async () => {
  const server = await place.serve('zones/example.com.yaml')
  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.41')
  await server.line('example.com. is now at serial')
  const { stdout } = await place.dnsctl('query', 'host.dev.example.com', server.at, '--short')
  expect(stdout).toBe('192.0.2.41\n')

  server.signal('SIGHUP')
  server.signal('SIGUSR2')
  expect(await server.line('queries')).toContain('1 NOERROR')
  server.signal('SIGTERM')
  expect(await server.exit).toBe(0)
})

it('refuses a saved plan once the zone has moved on', async () => {
  await place.dnsctl('apply', '--yes')
  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.41')
  await place.dnsctl('plan', '--out', 'plan.json')
  place.edit('zones/example.com.yaml', '192.0.2.41', '192.0.2.42')
  await place.dnsctl('apply', '--yes')

  const stale = await place.dnsctl('apply', 'plan.json', '--yes')
  expect(stale.code).toBe(3)
  expect(stale.stdout).toContain('plan-stale: *.dev.example.com. A')
  const held = await place.dnsctl('zones', 'show', 'example.com')
  expect(held.stdout).toMatch(/^\*\.dev\.example\.com\. +3600 +A +192\.0\.2\.42$/m)
})

it('refuses to delete much without --force=deletes', async () => {
  await place.dnsctl('apply', '--yes')
  place.edit('zones/example.org.yaml', 'include: shared/mail.yaml\n', '')
  place.edit('zones/example.org.yaml', "  bücher: { CNAME: '@' }\n", '')
  const refused = await place.dnsctl('apply', '--yes')
  expect(refused.code).toBe(4)
  expect(refused.stdout + refused.stderr).toContain('plan-refused')
  expect(await place.dnsctl('apply', '--yes', '--force=deletes')).toMatchObject({ code: 0 })
})
