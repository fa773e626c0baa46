// Planning a zone of YAML against a folder of master files, 1 % of the records changed: `dnsctl plan` as users run it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { generateRecords, writeMasterFile, writeYamlZone } from './generate-zone.ts'
import { measure, type Usage } from './measure.ts'
import type { Row } from './table.ts'

const dnsctl = resolve('bin/run.js')
const sizes = [1000, 10_000, 100_000, 1_000_000]
/** Plans of each size, of which the middle one by CPU time counts; the machine's own moods strike single ones. */
const runs = 3
const limits: Readonly<Record<number, { cpuSeconds: number; megabytes: number }>> = {
  100000: { cpuSeconds: 3, megabytes: 400 },
}
/** Ten times the records may take this many times the CPU of 100,000. */
const mostGrowth = 12
const mostMegabytes = 3000

/** Plans zones of growing size. */
export async function* planBench(): AsyncIterable<Row> {
  let previous: Usage | undefined
  for (const size of sizes) {
    const usage = await planOften(size)
    const isLargest = size === sizes.at(-1)
    const limit = isLargest
      ? { cpuSeconds: previous!.cpuSeconds * mostGrowth, megabytes: mostMegabytes }
      : limits[size]
    const name = `plan, ${size.toLocaleString('en')} records`
    yield { name, figure: usage.wallSeconds, unit: 's' }
    yield { name, figure: usage.cpuSeconds, unit: 's CPU', ...(limit && { limit: limit.cpuSeconds }) }
    yield { name, figure: usage.megabytes, unit: 'MB', ...(limit && { limit: limit.megabytes }) }
    previous = usage
  }
}

async function planOften(size: number): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-bench-'))
  try {
    mkdirSync(join(folder, 'zones'))
    mkdirSync(join(folder, 'served'))
    writeFileSync(join(folder, 'dnsctl.yaml'), 'providers: { nsd: { type: zonefile, directory: served } }\n')
    writeYamlZone(join(folder, 'zones/example.com.yaml'), 'example.com', generateRecords(size, 0.01))
    writeMasterFile(join(folder, 'served/example.com.zone'), 'example.com', generateRecords(size, 0))
    const usages: Usage[] = []
    for (let run = 0; run < runs; run++) usages.push(await measure([dnsctl, 'plan'], folder))
    for (const { stdout } of usages) refuseOtherShare(stdout, size)
    return usages.sort((a, b) => a.cpuSeconds - b.cpuSeconds)[Math.floor(runs / 2)]!
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A plan of something else would be measured in vain. */
function refuseOtherShare(stdout: string, size: number): void {
  const updates = Number(/Plan: 0 to create, (\d+) to update, 0 to delete in 1 zone\n$/.exec(stdout)?.[1])
  if (!(updates > size * 0.005 && updates < size * 0.02))
    throw new Error(`the plan of ${size} records ends in: ${stdout.slice(-200)}`)
}
