import { describe, expect, test } from 'vitest'
import { problemText } from '../../src/base/errors.ts'
import { fixedFolder, patternToRegExp } from '../../src/config/glob.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { findZoneFiles } from '../../src/config/zone-files.ts'

describe('patterns', () => {
  test.each([
    ['zones/*.yaml', ['zones/a.yaml', 'zones/.yaml'], ['zones/a.yml', 'zones/b/a.yaml', 'xzones/a.yaml']],
    ['zones/**/*.yaml', ['zones/a.yaml', 'zones/b/c/a.yaml'], ['zones.yaml', 'b/zones/a.yaml']],
    ['**', ['a', 'a/b'], []],
    ['a?.{yaml,zone}', ['ab.yaml', 'ab.zone'], ['a.yaml', 'a/.zone', 'abxyaml']],
    ['a+(b).zone', ['a+(b).zone'], ['aab.zone']],
  ])('%s', (pattern, matching, others) => {
    const expression = patternToRegExp(pattern)
    expect(matching.filter(path => !expression.test(path))).toEqual([])
    expect(others.filter(path => expression.test(path))).toEqual([])
  })

  test.each([
    ['zones/*.yaml', 'zones'],
    ['zones/prod/**/*.yaml', 'zones/prod'],
    ['*.yaml', '.'],
    ['/srv/*/x', '/srv'],
    ['/*', '/'],
  ])('what %s matches lies in %s', (pattern, folder) => expect(fixedFolder(pattern)).toBe(folder))
})

const tree: Record<string, string[]> = {
  '/work/zones': ['b.yaml', 'a.yaml', 'prod/c.yaml', 'notes.txt'],
  '/work/zones/prod': ['c.yaml'],
}

async function find(text: string) {
  const config = await loadConfig({ cwd: '/work', env: {}, readFile: async () => text })
  const { files, problems } = await findZoneFiles(config, async folder => tree[folder] ?? [])
  return {
    files: files.map(({ path, providers }) => `${path} ${providers.join('+')}`),
    problems: problems.map(problemText),
  }
}

describe('zone files', () => {
  test('every entry adds its providers to the files it matches', async () => {
    expect(
      await find(
        'providers: { a: { type: x }, b: { type: x } }\nzones:\n  - { files: ./zones/**/*.yaml, providers: [a] }\n  - { files: [zones/prod/c.yaml, zones/a.yaml], providers: [b, a] }\n',
      ),
    ).toEqual({
      files: ['/work/zones/a.yaml a+b', '/work/zones/b.yaml a', '/work/zones/prod/c.yaml a+b'],
      problems: [],
    })
  })

  test('a path that is no pattern need not be there; a pattern has to match', async () => {
    expect(await find('zones:\n  - files: [x.yaml, nowhere/*.yaml]\n')).toEqual({
      files: ['/work/x.yaml local'],
      problems: ['dnsctl.yaml:2:5: config-files-empty: no file matches "nowhere/*.yaml"'],
    })
  })
})
