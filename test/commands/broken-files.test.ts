// Every broken zone file: the right code at the right line, exit 1, and nothing written.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Config } from '@oclif/core/config'
import { captureOutput } from '@oclif/test'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Problem, problemText } from '../../src/base/errors.ts'
import Apply from '../../src/commands/apply.ts'
import Validate from '../../src/commands/validate.ts'
import type { Validated } from '../../src/operations/validate-zones.ts'

const broken = resolve(import.meta.dirname, '../fixtures/broken')
const files = ['yaml/*.yaml', 'bind/*.zone'].flatMap(pattern => {
  const [form = '', glob = ''] = pattern.split('/')
  return readdirSync(join(broken, form))
    .filter(name => name.endsWith(glob.slice(1)))
    .map(name => `${form}/${name}`)
})

const startedIn = process.cwd()
const config = await Config.load(startedIn)
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-broken-'))
  process.chdir(folder)
  cpSync(broken, folder, { recursive: true })
})
afterEach(() => {
  rmSync('dnsctl.yaml', { force: true })
  process.exitCode = undefined
})
afterAll(() => {
  process.chdir(startedIn)
  rmSync(folder, { recursive: true })
})

/** Comments `# expect: CODE LINE [FILE]` in the file, the file being itself unless named. */
function expectedErrors(file: string): string[] {
  const [form] = file.split('/')
  return [
    ...readFileSync(join(broken, file), 'utf8').matchAll(/^[#;] expect: (\S+) (\d+)(?: (\S+))?\r?$/gm),
  ].map(([, code, line, other]) => `${other === undefined ? file : `${form}/${other}`}:${line} ${code}`)
}

const isError = ({ severity }: Problem): boolean => severity === 'error'

test('there are at least 60 of them', () => {
  expect(files.length).toBeGreaterThanOrEqual(60)
})

test.for(files)('%s', async file => {
  const { result } = await captureOutput<Validated>(() => Validate.run([file, '--json'], config))
  const found = result!.problems
    .filter(isError)
    .map(({ code, place }) => `${place?.file}:${place?.line} ${code}`)
  expect(found).not.toEqual([])
  expect([...found].sort()).toEqual(expectedErrors(file).sort())
  expect(process.exitCode).toBe(1)

  writeFileSync(
    'dnsctl.yaml',
    `zones: [{ files: '${file}', providers: [local] }]\nproviders: { local: { type: local } }\n`,
  )
  process.exitCode = undefined
  const { stdout, stderr } = await captureOutput(() => Apply.run(['--yes'], config))
  expect(process.exitCode).toBe(1)
  for (const problem of result!.problems.filter(isError)) expect(stderr).toContain(problemText(problem))
  expect(stdout).toBe('')
  expect(existsSync('.dnsctl')).toBe(false)
})
