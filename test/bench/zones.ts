// Planning many zones in one run, each of 200 records of which 1 % have changed, against a folder of master files.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { generateRecords, writeMasterFile, writeYamlZone } from './generate-zone.ts'
import { measure, type Usage } from './measure.ts'
import type { Row } from './table.ts'

const dnsctl = resolve('bin/run.js')
const counts = [1, 50, 100, 250, 500]
const recordsEach = 200
/** Plans of each number of zones, of which the middle one by CPU time counts. */
const runs = 3
/** What a zone costs beyond the first of 500 may be this many times what it costs of 50. */
const mostGrowth = 1.25

/** Plans growing numbers of zones; the figures for each zone are without what the program itself takes. */
export async function* zonesBench(): AsyncIterable<Row> {
  let bare: Usage | undefined
  let ofFifty: number | undefined
  for (const count of counts) {
    const usage = await planOften(count)
    bare ??= usage
    if (count === 1) continue
    const name = `plan, ${count} zones of ${recordsEach} records`
    const cpu = ((usage.cpuSeconds - bare.cpuSeconds) * 1000) / (count - 1)
    ofFifty ??= cpu
    yield { name, figure: usage.cpuSeconds, unit: 's CPU' }
    yield {
      name: `${name}, each`,
      figure: cpu,
      unit: 'ms CPU',
      ...(count === counts.at(-1) && { limit: ofFifty * mostGrowth }),
    }
    yield {
      name: `${name}, each`,
      figure: ((usage.megabytes - bare.megabytes) * 1000) / (count - 1),
      unit: 'kB',
    }
  }
}

async function planOften(count: number): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-bench-'))
  try {
    mkdirSync(join(folder, 'zones'))
    mkdirSync(join(folder, 'served'))
    writeFileSync(join(folder, 'dnsctl.yaml'), 'providers: { nsd: { type: zonefile, directory: served } }\n')
    for (let i = 0; i < count; i++) {
      const zone = `zone${i}.example.com`
      writeYamlZone(join(folder, `zones/${zone}.yaml`), zone, generateRecords(recordsEach, 0.01, i))
      writeMasterFile(join(folder, `served/${zone}.zone`), zone, generateRecords(recordsEach, 0, i))
    }
    const usages: Usage[] = []
    for (let run = 0; run < runs; run++) usages.push(await measure([dnsctl, 'plan'], folder))
    for (const { stdout } of usages) refuseOther(stdout, count)
    return usages.sort((a, b) => a.cpuSeconds - b.cpuSeconds)[Math.floor(runs / 2)]!
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A plan of something else would be measured in vain. */
function refuseOther(stdout: string, count: number): void {
  const [, updates, zones] =
    /Plan: 0 to create, (\d+) to update, 0 to delete in (\d+) zones?\n$/.exec(stdout) ?? []
  if (!(Number(updates) > 0 && Number(zones) <= count))
    throw new Error(`the plan of ${count} zones ends in: ${stdout.slice(-200)}`)
}
