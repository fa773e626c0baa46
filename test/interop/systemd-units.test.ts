// The units of the examples as systemd reads them: nothing in them is unknown, and little is left exposed.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readUnits } from '../docs/pages.ts'

const isThere = spawnSync('systemd-analyze', ['--version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'dnsctl-units-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The unit with a program that is there in the place of dnsctl. */
const units = readUnits().map(({ path, text }) => {
  const file = join(folder, basename(path))
  writeFileSync(file, text.replaceAll('/usr/local/bin/dnsctl', process.execPath))
  return [path, file] as const
})

/** The worst exposure that is let pass, in tenths of systemd's points. */
const worstExposure = 20

describe.skipIf(!isThere)('units of systemd (without systemd-analyze nothing is looked at)', () => {
  it.each(units)('%s is understood', (_path, file) => {
    const { stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
      encoding: 'utf8',
    })
    expect({ said: stderr.split('\n').filter(line => line.includes(basename(file))), status }).toEqual({
      said: [],
      status: 0,
    })
  })

  it.each(units)('%s leaves little exposed', (_path, file) => {
    const analyse = () =>
      execFileSync('systemd-analyze', ['security', '--offline=true', `--threshold=${worstExposure}`, file])
    expect(analyse).not.toThrow()
  })
})
