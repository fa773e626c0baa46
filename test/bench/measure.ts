// Runs a Node program and measures the whole process, from its start to its end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export interface Usage {
  readonly wallSeconds: number
  /** User and system time. */
  readonly cpuSeconds: number
  /** The most memory it ever held (resident set). */
  readonly megabytes: number
  readonly stdout: string
}

const preload = fileURLToPath(new URL('report-usage.mjs', import.meta.url))

/** Runs `node ARGS` in a folder; throws if it does not exit with `expectedCode`. */
export async function measure(args: readonly string[], cwd: string, expectedCode = 0): Promise<Usage> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const exit = once(child, 'close')
  const [stdout, stderr, usage] = await Promise.all(
    [1, 2, 3].map(fd => text(child.stdio[fd] as AsyncIterable<Buffer>)),
  )
  const [code] = await exit
  if (code !== expectedCode) throw new Error(`node ${args.join(' ')} exited with ${code}: ${stderr}`)
  return { ...JSON.parse(usage!), wallSeconds: (performance.now() - started) / 1000, stdout }
}
