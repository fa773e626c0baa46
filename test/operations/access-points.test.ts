import { expect, test } from 'vitest'
import { accessPoints } from '../../src/operations/access-points.ts'
import { configOf } from './checkout.ts'

const namesOf = async (settings: string, machine = 'build') =>
  accessPoints(await configOf(settings), machine).map(({ name, as }) => `${name} ${as}`)

test.each<[string, string, string | undefined, string[]]>([
  ['nothing known', '', undefined, []],
  [
    'names with and without a dot',
    'safety: { access: [vpn.example.com, Git.example.com.] }',
    undefined,
    [
      'vpn.example.com. "vpn.example.com" in safety.access',
      'Git.example.com. "Git.example.com." in safety.access',
    ],
  ],
  [
    'the endpoint of a provider',
    'providers: { aws: { type: route53, endpoint: "https://dns.example.com:8053/x" } }',
    undefined,
    ['dns.example.com. the endpoint of the provider "aws"'],
  ],
  [
    'an endpoint that is an address or none',
    'providers: { aws: { type: route53, endpoint: "x" } }',
    undefined,
    [],
  ],
  ['this machine', '', 'host1.example.com', ['host1.example.com. this machine (host1.example.com)']],
])('%s', async (_title, settings, machine, expected) => {
  expect(await namesOf(settings, machine)).toEqual(expected)
})

test.each(['vpn', 'a..b', '"vpn example.com"', `${'x'.repeat(64)}.com`])('%s is no name', async name => {
  await expect(namesOf(`safety:\n  access: [${name}]`)).rejects.toMatchObject({
    problems: [{ code: 'config-setting-invalid', place: { file: 'dnsctl.yaml', line: 2 } }],
  })
})
