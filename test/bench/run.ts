// Runs the benchmarks, or those named on the command line, and prints one table.
import { planBench } from './plan.ts'
import { responderBench } from './responder.ts'
import { route53Bench } from './route53.ts'
import { startUpBench } from './start-up.ts'
import { type Bench, rowText, tableHead } from './table.ts'
import { zonesBench } from './zones.ts'

const benches: Readonly<Record<string, Bench>> = {
  'start-up': startUpBench,
  plan: planBench,
  zones: zonesBench,
  responder: responderBench,
  route53: route53Bench,
}

const names = process.argv.slice(2)
const unknown = names.find(name => !Object.hasOwn(benches, name))
if (unknown !== undefined)
  throw new Error(`no benchmark is called ${unknown}; there are: ${Object.keys(benches).join(', ')}`)

console.log(tableHead)
for (const [name, bench] of Object.entries(benches))
  if (names.length === 0 || names.includes(name)) for await (const row of bench()) console.log(rowText(row))
