// Runs the commands that a page of documentation shows, and compares what they print with what the page says.
import { resolve } from 'node:path'
import { codeBlocks, type Page } from '../../docs/pages.ts'
import type { RunningApi } from './running-api.ts'

/** A line behind a `$`, and what the page says that it prints. */
export interface Shown {
  readonly command: string
  readonly output: string
}

/** The sessions of a page, block by block. */
export const shownSessions = (page: Page): Shown[][] => codeBlocks(page, 'console').map(commandsOf)

function commandsOf(block: string): Shown[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map(text => {
      const end = text.indexOf('\n')
      return { command: text.slice(0, end), output: text.slice(end + 1) }
    })
}

/** What differs from run to run, in the page and here. */
export const alike = (text: string): string =>
  text
    .replace(/\/change\/C[A-Z0-9]+/g, '/change/C…')
    .replace(/\bid(:?) Z[A-Z0-9]+/g, 'id$1 Z…')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)/g, 'TIME')
    .replace(/\b\d{8}-\d{6}-[0-9a-f]{4}\b/g, 'RUN')
    .replace(/until \d\d:\d\d UTC/g, 'until TIME')
    .replace(/ by \S+@\S+,/g, ' by SOMEONE,')

/** The addresses that pages show become those of this run. */
export const here = (text: string, { url, dnsPort }: RunningApi): string =>
  text.replaceAll('http://127.0.0.1:8053', url).replaceAll('-p 5300', `-p ${dnsPort}`)

const mark = '=== '

/** Runs commands in one shell, one after the other, behind some lines of preparation; gives what each printed. */
export async function printedBy(
  api: RunningApi,
  preparation: string,
  commands: readonly string[],
): Promise<string[]> {
  // What a command prints also goes to a file, from which the next may read.
  const lines = commands.flatMap(command => [
    /^\w+=/.test(command) ? command : `{ ${command}; } >output 2>&1`,
    'test -s output && cp output printed; cat output 2>/dev/null; rm -f output',
    `echo '${mark}'`,
  ])
  const dnsctl = `dnsctl() { '${process.execPath}' '${resolve('bin/run.js')}' "$@"; }`
  const text = [dnsctl, preparation, ...lines].map(line => here(line, api)).join('\n')
  const { stdout, stderr } = await api.run('bash', ['-c', text], {
    ...api.environment({ id: '', secret: '' }),
    PATH: `/usr/bin:${process.env.PATH}`,
  })
  if (stderr !== '') throw new Error(stderr)
  return stdout.split(`${mark}\n`).slice(0, -1)
}
