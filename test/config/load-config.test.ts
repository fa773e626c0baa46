import { describe, expect, expectTypeOf, test } from 'vitest'
import { compileSchema } from '../../src/base/compile-schema.ts'
import { DnsctlError, problemText } from '../../src/base/errors.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Config } from '../../src/config/settings.ts'

const load = (text: string | undefined, more: { file?: string; env?: Record<string, string> } = {}) =>
  loadConfig({
    cwd: '/work',
    env: {},
    readFile: async path => {
      if (text === undefined || path !== `/work/${more.file ?? 'dnsctl.yaml'}`)
        throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
      return text
    },
    ...more,
  })

async function problemsOf(text: string, env: Record<string, string> = {}): Promise<string[]> {
  const error = await load(text, { env }).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof DnsctlError)) throw new Error(`no problem in ${text}`)
  return error.problems.map(problemText)
}

const defaults = {
  state: '.dnsctl/state',
  providers: { local: { type: 'local', store: '.dnsctl/store' } },
  zones: [{ files: 'zones/*.yaml', providers: ['local'] }],
  safety: { max_delete_percent: 30, max_update_percent: 50, min_changes: 3, protect: [], access: [] },
  serve: { listen: ['127.0.0.1:5300'], locations: {} },
}

describe('what is read', () => {
  test.each([undefined, '', '# nothing\n', '{}', '---\n'])('defaults hold for %j', async text => {
    const { config, baseDir, file } = await load(text)
    expect(config).toEqual(defaults)
    expect(baseDir).toBe('/work')
    expect(file).toBe(text === undefined ? undefined : 'dnsctl.yaml')
  })

  test('settings replace defaults one by one, and the sole provider is filled in', async () => {
    const { config } = await load(
      'providers: { dir: { type: zonefile, folder: out } }\nsafety: { min_changes: 1 }\nserve: { provider: dir }\n',
    )
    expect(config.zones).toEqual([{ files: 'zones/*.yaml', providers: ['dir'] }])
    expect(config.safety).toEqual({ ...defaults.safety, min_changes: 1 })
    expect(config.serve).toEqual({ ...defaults.serve, provider: 'dir' })
    expect(config.providers.dir).toEqual({ type: 'zonefile', folder: 'out' })
  })

  test('a file that --config names gives the base folder', async () => {
    expect(await load('{}', { file: 'conf/x.yaml' })).toMatchObject({
      baseDir: '/work/conf',
      file: 'conf/x.yaml',
    })
  })

  test('texts may hold environment variables', async () => {
    const { config } = await load('providers: { a: { type: local, store: "${env:HOME_DIR}/s" } }', {
      env: { HOME_DIR: '/srv' },
    })
    expect(config.providers.a!.store).toBe('/srv/s')
  })

  test('the types say what is always there', () => {
    expectTypeOf<Config['safety']['protect']>().toEqualTypeOf<readonly string[]>()
    expectTypeOf<Config['zones'][number]['files']>().toEqualTypeOf<string | readonly string[]>()
    expectTypeOf<Config['serve']['provider']>().toEqualTypeOf<string | undefined>()
  })
})

test('a file that --config names must be there', async () => {
  await expect(load(undefined, { file: 'x.yaml' })).rejects.toThrow(/^file-unreadable: cannot read x\.yaml: /)
})

describe('what is wrong', () => {
  test.each<[string, string[]]>([
    [
      'safety:\n  max_deletes_percent: 3\n',
      [
        'dnsctl.yaml:2:3: config-setting-unknown: there is no setting "safety.max_deletes_percent"; did you mean "max_delete_percent"?',
      ],
    ],
    [
      'zone: []\n',
      ['dnsctl.yaml:1:1: config-setting-unknown: there is no setting "zone"; did you mean "zones"?'],
    ],
    [
      'qqqqq: 1\n',
      [
        'dnsctl.yaml:1:1: config-setting-unknown: there is no setting "qqqqq"; known here: state, providers, zones, safety, serve, proxy',
      ],
    ],
    [
      'safety:\n  max_delete_percent: 130\n  min_changes: 1.5\n  protect: x\n',
      [
        'dnsctl.yaml:2:3: config-setting-invalid: "safety.max_delete_percent" is 130, not a whole number from 0 to 100',
        'dnsctl.yaml:3:3: config-setting-invalid: "safety.min_changes" is 1.5, not a whole number from 0 up',
        'dnsctl.yaml:4:3: config-setting-invalid: "safety.protect" is x, not a list',
      ],
    ],
    [
      'zones:\n  - { providers: [local] }\n  - files: []\n  - files: 3\n',
      [
        'dnsctl.yaml:2:5: config-setting-missing: "zones[0].files" is missing',
        'dnsctl.yaml:3:5: config-setting-invalid: "zones[1].files" is [], not a path or a list of paths',
        'dnsctl.yaml:4:5: config-setting-invalid: "zones[2].files" is 3, not a path or a list of paths',
      ],
    ],
    ['serve:\n', ['dnsctl.yaml:1:1: config-setting-invalid: "serve" is empty, not a mapping']],
    [
      'serve: { route53_api: { keys: [{ id: A, secret: 12345678 }] } }\n',
      [
        'dnsctl.yaml:1:41: config-setting-invalid: "serve.route53_api.keys[0].secret" is not text that is not empty',
      ],
    ],
    ['[1]\n', ['dnsctl.yaml:1:1: config-setting-invalid: the file is [1], not a mapping']],
    [
      'providers: { a: { type: local }, b: { type: local } }\nzones:\n  - files: x\n  - { files: y, providers: [c, bb] }\nserve: { provider: d }\n',
      [
        'dnsctl.yaml:3:5: config-provider-unclear: "zones[0]" names no provider; configured are: a, b',
        'dnsctl.yaml:4:29: config-provider-unknown: there is no provider "c"; configured are: a, b',
        'dnsctl.yaml:4:32: config-provider-unknown: there is no provider "bb"; did you mean "b"?',
        'dnsctl.yaml:5:10: config-provider-unknown: there is no provider "d"; configured are: a, b',
      ],
    ],
    [
      'providers:\n  a: { type: x, token: "${env:NOPE}" }\n',
      ['dnsctl.yaml:2:24: config-environment-missing: environment variable NOPE is not set'],
    ],
    ['safety: {}\nsafety: {}\n', ['dnsctl.yaml:2:1: config-syntax: map keys must be unique']],
  ])('%j', async (text, problems) => {
    expect(await problemsOf(text)).toEqual(problems)
  })

  test('a value from the environment is not shown', async () => {
    const [text] = await problemsOf('safety: { min_changes: "${env:SECRET}" }', { SECRET: 'hunter2' })
    expect(text).toContain('"${env:SECRET}"')
    expect(text).not.toContain('hunter2')
  })
})

test('settings of a provider are checked with a schema of their own, at their place', async () => {
  const loaded = await load('providers:\n  aws:\n    type: route53\n    regoin: us-east-1\n')
  const schema = {
    type: 'object',
    properties: {
      region: { type: 'string', default: 'eu-west-1' },
      rate: { type: 'integer', default: 5 },
    },
    additionalProperties: false,
  }
  const { type: _type, ...options } = loaded.config.providers.aws!
  const { problems, settings } = loaded.check(['providers', 'aws'], options, await compileSchema(schema))
  expect(problems.map(problemText)).toEqual([
    'dnsctl.yaml:4:5: config-setting-unknown: there is no setting "providers.aws.regoin"; did you mean "region"?',
  ])
  expect(settings).toEqual({ regoin: 'us-east-1', region: 'eu-west-1', rate: 5 })
})

describe('the digest of the settings', () => {
  const digest = async (text: string | undefined, env: Record<string, string> = {}): Promise<string> =>
    (await load(text, { env })).digest
  const base =
    'providers: { a: { type: local, store: "${env:DIR}" } }\nsafety: { min_changes: 1, protect: [x] }\n'

  test.each<[string, string | undefined, string | undefined]>([
    ['comments', base, `# a comment\n${base}# another\n`],
    [
      'the order of keys',
      'safety: { min_changes: 1, max_delete_percent: 3 }',
      'safety: { max_delete_percent: 3, min_changes: 1 }',
    ],
    ['the form', 'safety: { min_changes: 1 }', 'safety:\n  min_changes: 1\n'],
    ['what is served', base, `${base}serve: { listen: ["127.0.0.1:53"] }\n`],
    ['an empty file', undefined, '# nothing\n'],
  ])('does not depend on %s', async (_what, one, other) => {
    expect(await digest(one, { DIR: 'x' })).toBe(await digest(other, { DIR: 'x' }))
  })

  test('does not depend on the environment, which it does not hold', async () => {
    expect(await digest(base, { DIR: 'x' })).toBe(await digest(base, { DIR: 'y' }))
    expect(await digest(base, { DIR: 'x' })).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each([
    ['a value', base.replace('min_changes: 1', 'min_changes: 2')],
    ['the variable', base.replace('DIR', 'OTHER')],
    ['one more', `${base}state: s\n`],
    ['the order of a list', base.replace('[x]', '[x, y]')],
  ])('depends on %s', async (_what, text) => {
    const env = { DIR: 'x', OTHER: 'x' }
    expect(await digest(text, env)).not.toBe(await digest(base, env))
  })
})
