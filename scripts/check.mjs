// `npm run check`: types, lint and format, layers, dead code, generated files. Runs all, then says what failed.
import { execFileSync } from 'node:child_process'

/** dependency-cruiser passes silently if it cannot read TypeScript, so it has to have seen the tree. */
const fewestModules = 300

const bin = (name, ...args) =>
  execFileSync(`node_modules/.bin/${name}`, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })

function layers() {
  const output = bin('depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', 'src')
  const modules = Number(/\((\d+) modules/.exec(output)?.[1] ?? 0)
  if (modules < fewestModules)
    throw Object.assign(new Error(), {
      stdout: `only ${modules} modules were seen; at least ${fewestModules} are there`,
    })
}

const checks = {
  types: () => bin('tsc', '--project', '.'),
  'types of the page': () => bin('tsc', '--project', 'src/web/page'),
  lint: () => bin('biome', 'check', '.'),
  layers,
  'dead code': () => bin('knip'),
  generated: () => bin('tsx', 'scripts/generate.ts', '--check'),
}

let failed = 0
for (const [name, check] of Object.entries(checks)) {
  try {
    check()
    console.log(`ok      ${name}`)
  } catch (error) {
    failed++
    console.log(`failed  ${name}\n${error.stdout ?? ''}${error.stderr ?? error.message}`)
  }
}
process.exitCode = failed === 0 ? 0 : 1
