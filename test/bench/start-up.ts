// What it costs to start dnsctl, beside Node that does nothing.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Row } from './table.ts'

const dnsctl = resolve('bin/run.js')
/** dnsctl may take this many times what bare Node takes. */
const mostOfBare = 2.2
const rounds = 30

const programs: Readonly<Record<string, readonly string[]>> = {
  'bare Node': ['-e', '0'],
  'dnsctl --version': [dnsctl, '--version'],
  'dnsctl plan --help': [dnsctl, 'plan', '--help'],
}

/** CPU time of each program; they run by turns, so that a busy moment strikes all of them. */
export async function* startUpBench(): AsyncGenerator<Row> {
  const totals = new Map<string, number>()
  for (let round = 0; round < rounds; round++)
    for (const [name, args] of Object.entries(programs)) {
      const before = childrenSeconds()
      spawnSync(process.execPath, args, { stdio: 'ignore' })
      totals.set(name, (totals.get(name) ?? 0) + childrenSeconds() - before)
    }
  const bare = totals.get('bare Node')! / rounds
  for (const [name, total] of totals) {
    const figure = (total / rounds) * 1000
    yield {
      name: `start ${name}`,
      figure,
      unit: 'ms CPU',
      ...(name !== 'bare Node' && { limit: bare * 1000 * mostOfBare }),
    }
  }
}

/** CPU time of the children that have ended: fields 16 and 17 of proc_pid_stat(5), in ticks of 10 ms. */
function childrenSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}
