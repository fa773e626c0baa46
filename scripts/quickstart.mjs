// `npm run quickstart`: builds dnsctl, then does its main job on the zones of this checkout, and shows each step.
// Exits with 1 where a step does not do what it should.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

const nextSteps = `
It works. The zones are in zones/, and what was applied is in .dnsctl/. What to try next:

  - change an address in zones/example.com.yaml, then: node bin/run.js plan
  - keep the server running in another terminal:       node bin/run.js serve
  - make \`dnsctl\` a command of this shell:             alias dnsctl="node $PWD/bin/run.js"
  - read on in docs/getting-started.md`

try {
  await quickstart()
  console.log(nextSteps)
} catch (error) {
  console.error(`quickstart: ${error.message}`)
  process.exitCode = 1
}

async function quickstart() {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  await run('validate')
  await run('plan')
  await run('apply', '--yes')
  const server = await serve()
  try {
    const at = `@${server.address}`
    await ask(['www.example.com', 'A', at], /NOERROR[^]*flags: qr aa[^]*ANSWER SECTION/)
    await ask(['example.com', 'MX', at, '--short'], /^\d+ \S+\.$/m)
    await ask(['nowhere.example.com', 'A', at], /NXDOMAIN[^]*flags: qr aa[^]*SOA/)
  } finally {
    await server.stop()
  }
  await run('plan', '--detailed-exitcode')
}

/** Runs a command as a user would see it. */
async function run(...args) {
  const child = start(args, 'inherit')
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`dnsctl ${args[0]} exited with ${code}`)
}

/** Asks the server, shows the answer, and checks it. */
async function ask(words, expected) {
  const child = start(['query', ...words], 'pipe')
  const [answer] = await Promise.all([text(child.stdout), once(child, 'close')])
  process.stdout.write(answer)
  if (!expected.test(answer)) throw new Error(`the answer is not what ${expected} looks for`)
}

/** Starts the server on a free port and waits until it answers. */
async function serve() {
  const child = start(['serve', '--listen', '127.0.0.1:0'], 'inherit', 'pipe')
  process.once('exit', () => child.kill())
  const closed = once(child, 'close')
  const lines = createInterface({ input: child.stderr }).on('line', line => console.log(line))
  const [firstLine] = await Promise.race([once(lines, 'line'), closed])
  const address = /^listening on (\S+)/.exec(firstLine)?.[1]
  const stop = async () => {
    console.log('\n$ kill %1')
    child.kill('SIGTERM')
    const [code] = await closed
    if (code !== 0) throw new Error(`dnsctl serve exited with ${code}`)
  }
  if (address !== undefined) return { address, stop }
  child.kill('SIGTERM')
  throw new Error('dnsctl serve did not start')
}

function start(args, stdout, stderr = 'inherit') {
  console.log(`\n$ dnsctl ${args.join(' ')}${args[0] === 'serve' ? ' &' : ''}`)
  return spawn(process.execPath, ['bin/run.js', ...args], { stdio: ['inherit', stdout, stderr] })
}
