// The built dnsctl with Route 53's API on free ports of loopback, in a temporary folder, and what asks it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

const program = resolve('bin/run.js')

/** Debian's own: the first in PATH may be another. */
export const awsCli = '/usr/bin/aws'
export const python = '/usr/bin/python3'

export interface Key {
  readonly id: string
  readonly secret: string
}

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunningApi {
  /** Where the program runs. */
  readonly folder: string
  readonly url: string
  readonly dnsPort: number
  /** What the program told once it answered. */
  readonly greeting: string
  /** The environment of a client that signs with a key, and knows no other settings. */
  environment(key: Key): NodeJS.ProcessEnv
  /** Runs a program in the folder to its end. */
  run(command: string, args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ran>
  /** What dig prints with these arguments, line by line. */
  dig(...args: string[]): Promise<string[]>
  stop(): Promise<void>
}

/** Starts it with a `dnsctl.yaml`; resolves once it answers. */
export async function startApi(settings: string): Promise<RunningApi> {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-route53-'))
  writeFileSync(join(folder, 'dnsctl.yaml'), settings)
  const server = spawn(
    process.execPath,
    [program, 'serve', '--route53-api', '127.0.0.1:0', '--listen', '127.0.0.1:0'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const { url, dnsPort, greeting } = await whereabouts(server)
  const run: RunningApi['run'] = (command, args, environment = {}) =>
    runIn(folder, command, args, environment)
  return {
    folder,
    url,
    dnsPort,
    greeting,
    environment: ({ id, secret }) => ({
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
      PYTHONDONTWRITEBYTECODE: '1',
    }),
    run,
    async dig(...args) {
      const { stdout } = await run('dig', ['@127.0.0.1', '-p', String(dnsPort), ...args])
      return stdout.trimEnd().split('\n')
    },
    async stop() {
      if (server.exitCode === null) {
        server.kill('SIGTERM')
        await once(server, 'exit')
      }
      rmSync(folder, { recursive: true })
    },
  }
}

/** Reads from the server's first lines where it listens. */
async function whereabouts(server: ChildProcess): Promise<Pick<RunningApi, 'url' | 'dnsPort' | 'greeting'>> {
  let url: string | undefined
  const told: string[] = []
  const lines = createInterface(server.stderr!)
  for await (const line of lines[Symbol.asyncIterator]()) {
    told.push(line)
    url ??= /Route 53 API on (http:\S+)/.exec(line)?.[1]
    const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? []
    if (url === undefined || port === undefined) continue
    server.stderr!.resume()
    return { url, dnsPort: Number(port), greeting: told.map(each => `${each}\n`).join('') }
  }
  throw new Error(`dnsctl serve ended: ${told.join('\n')}`)
}

async function runIn(
  cwd: string,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Ran> {
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', ...environment }
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  return { code, stdout, stderr }
}
