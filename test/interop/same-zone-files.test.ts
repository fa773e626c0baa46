// Zones go through dnsctl and come out the same, as BIND's own compiler reads them.
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { ZoneFile } from './peers.ts'
import { zoneFiles } from './zone-files.ts'

const dnsctl = resolve('bin/run.js')
const dir = mkdtempSync(join(tmpdir(), 'dnsctl-files-'))
mkdirSync(join(dir, 'zones'))
afterAll(() => rmSync(dir, { recursive: true }))

const run = (...args: string[]): string =>
  execFileSync(process.execPath, [dnsctl, ...args], {
    cwd: dir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** The zone as BIND writes it: one record a line, everything absolute, in canonical order. */
const compiled = (zone: string, file: string): string =>
  execFileSync('named-compilezone', ['-k', 'ignore', '-q', '-o', '-', zone, file], { encoding: 'utf8' })

/** Some of the zones are wrong on purpose. */
const faultsAreMeant = '\nchecks: { off: [target-is-alias, name-server-address-missing] }\n'

/** Providers manage the serial, so it is not taken over; YAML writes a name once for all its types. */
const essence = (text: string): string =>
  text.replace(/( SOA\s+\S+ \S+) \d+/, '$1 SERIAL').replace(/^\S+/gm, owner => owner.toLowerCase())

function compiledFromText({ zone }: ZoneFile, text: string): string {
  const file = join(dir, `${zone}.out`)
  writeFileSync(file, text)
  return compiled(zone, file)
}

test.for(zoneFiles)('$zone as a master file', zoneFile => {
  const exported = run('export', '--format', 'bind', zoneFile.file)
  expect(compiledFromText(zoneFile, exported)).toBe(compiled(zoneFile.zone, zoneFile.file))
})

test.for(zoneFiles)('$zone through YAML, the store and back', zoneFile => {
  const { zone, file } = zoneFile
  const original = essence(compiled(zone, file))
  run('import', '--from', 'bind', file, '--into', `zones/${zone}.yaml`)
  expect(essence(compiledFromText(zoneFile, run('export', `zones/${zone}.yaml`)))).toBe(original)
  expect(run('fmt', '--check', `zones/${zone}.yaml`)).not.toContain('would')
  appendFileSync(join(dir, `zones/${zone}.yaml`), faultsAreMeant)
  run('apply', '--yes', zone)
  expect(essence(compiledFromText(zoneFile, run('export', zone, '--from-provider', 'local')))).toBe(original)
})
