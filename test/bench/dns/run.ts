// Measures dnsctl as a name server and a proxy beside NSD, Knot and dnsdist, and prints a table: `npm run bench:dns`.
import { parseArgs } from 'node:util'
import { benches, runBench } from './benches.ts'
import { removeFolders, stopPrograms } from './programs.ts'
import { isReached, rowText, tableHead } from './table.ts'

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
})
const pattern = new RegExp(values.only ?? '')
const chosen = Object.entries(benches).filter(([name]) => pattern.test(name))
if (chosen.length === 0)
  throw new Error(`no benchmark matches ${values.only}; there are: ${Object.keys(benches).join(', ')}`)

// What runs is stopped too when the user has seen enough.
process.once('SIGINT', async () => {
  await stopPrograms()
  removeFolders()
  process.exit(130)
})

const effort = values.quick ? { rounds: 3, seconds: 1 } : { rounds: 7, seconds: 3 }
let missed = 0
console.log(tableHead)
try {
  for (const [name, bench] of chosen) {
    if (values.quick && name === 'cache-memory-10m' && values.only === undefined) continue
    for await (const row of runBench(bench, effort)) {
      console.log(rowText(row))
      if (!isReached(row)) missed++
    }
  }
} finally {
  removeFolders()
}
console.log(missed === 0 ? 'all that is required is reached' : `${missed} of the required figures missed`)
