import { describe, expect, test } from 'vitest'
import { problem } from '../../src/base/errors.ts'
import { configOf, loadedZone, workspaceOf } from './checkout.ts'

const org = { zone: loadedZone('example.org.', []), problems: [] }
const com = { zone: loadedZone('example.com.', []), problems: [problem('rdata-syntax', 'com is odd')] }
const broken = { problems: [problem('rdata-syntax', 'broken is odd')] }
const files = { 'zones/com.yaml': com, 'zones/org.yaml': org }

describe('selection', () => {
  test.each<[string[], string[]]>([
    [[], ['example.com.', 'example.org.']],
    [['example.com'], ['example.com.']],
    [['example.org.'], ['example.org.']],
    [['example.*'], ['example.com.', 'example.org.']],
    [['zones/com.yaml'], ['example.com.']],
    [
      ['./zones/org.yaml', 'EXAMPLE.com'],
      ['example.com.', 'example.org.'],
    ],
  ])('%j', async (select, origins) => {
    const { zones, problems } = await workspaceOf(await configOf(undefined), files, select)
    expect(zones.map(({ loaded }) => loaded.origin)).toEqual(origins)
    expect(problems.map(({ message }) => message)).toEqual(
      origins.includes('example.com.') ? ['com is odd'] : [],
    )
  })

  test('an argument that fits nothing is an error, all of them at once', async () => {
    await expect(
      workspaceOf(await configOf(undefined), files, ['example.net', 'example.com', 'x.yaml']),
    ).rejects.toThrow(/"example.net"\n.*"x.yaml"/)
  })

  test('a file that cannot be read may be the zone that is meant', async () => {
    const all = { ...files, 'zones/broken.yaml': broken }
    const { problems } = await workspaceOf(await configOf(undefined), all, ['example.org'])
    expect(problems).toEqual(broken.problems)
    expect((await workspaceOf(await configOf(undefined), all, ['zones/org.yaml'])).problems).toEqual([])
  })
})

test('without a zone file nothing works', async () => {
  await expect(workspaceOf(await configOf(undefined), {})).rejects.toMatchObject({
    code: 'zone-files-missing',
  })
})

const twoProviders = (second: string): string => `
providers: { a: { type: local }, b: { type: local } }
zones:
  - { files: zones/com.yaml, providers: [a] }
  - { files: zones/other.yaml, providers: ${second} }
`

test.each<[string, string, string[]]>([
  ['the same provider', '[b, a]', ['example.com. at a is in zones/com.yaml too']],
  ['different providers', '[b]', []],
])('one zone in two files for %s', async (_title, second, messages) => {
  const { zones, problems } = await workspaceOf(await configOf(twoProviders(second)), {
    'zones/com.yaml': { ...com, problems: [] },
    'zones/other.yaml': { ...com, problems: [] },
  })
  expect(zones.length).toBe(2)
  expect(problems.map(({ message }) => message)).toEqual(messages)
})

test.each([
  ['apex-ns-missing', '[local]', 1],
  ['apex-ns-missing', '[aws]', 0],
  ['apex-ns-missing', '[aws, local]', 1],
  ['private-address', '[aws]', 1],
  ['private-address', '[inside]', 0],
  ['private-address', '[aws, inside]', 1],
] as const)(
  '%s of a zone at %s is told %i times: aws brings NS, and inside is private',
  async (code, at, times) => {
    const config = await configOf(
      `providers: { aws: { type: local }, inside: { type: local }, local: { type: local } }\nzones: [{ files: zones/*.yaml, providers: ${at} }]\n`,
    )
    const found = problem(code, 'at www.example.org.')
    const { problems } = await workspaceOf(config, { 'zones/org.yaml': { ...org, problems: [found] } })
    expect(problems.length).toBe(times)
  },
)
