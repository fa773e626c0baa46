import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { colorsFor } from '../../../src/cli/colors.ts'
import { openHistory } from '../../../src/cli/console/history.ts'
import { readCommands } from '../../../src/cli/console/read-commands.ts'
import { siteOf } from './asked.ts'

/** Carries out lines that come from a pipe. */
async function carriedOut(lines: string, results: Readonly<Record<string, unknown>> = {}) {
  const { site, orders } = siteOf(results)
  const input = new PassThrough()
  const said: string[] = []
  input.end(lines)
  await readCommands({
    ...site,
    input,
    output: new PassThrough(),
    isTerminal: false,
    history: [],
    onOutcome: ({ text }) => said.push(text(colorsFor(false))),
    onHelp: text => said.push(text.slice(0, 9)),
    onError: error => said.push((error as Error).message),
    onHistory: () => {},
  })
  return { orders, said }
}

test('lines are carried out in their order, and what fails does not end them', async () => {
  const { orders, said } = await carriedOut(
    `# a note\n\nshow version\nshow 'x\nhelp set server\nset server a up\ndelta`,
    { report: { version: '1' }, setServer: { servers: 1 }, delta: '' },
  )
  expect(orders.map(([order]) => order)).toEqual(['report', 'setServer', 'delta'])
  expect(said).toEqual([
    'dnsctl 1',
    "usage-invalid: the quote ' is not closed",
    'set serve',
    'a is up',
    'nothing differs from the settings that were read',
  ])
})

test.each(['quit', 'exit'])('%s is the end', async word => {
  const { orders } = await carriedOut(`delta\n${word}\ndelta\n`, { delta: '' })
  expect(orders).toEqual([['delta']])
})

test('the history is kept for its user alone, the newest last', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-test-'))
  try {
    const env = { XDG_STATE_HOME: folder }
    expect(openHistory(env).lines).toEqual([])
    openHistory(env).write(['new', 'old'])
    expect(openHistory(env).lines).toEqual(['new', 'old'])
    const file = join(folder, 'dnsctl/console-history')
    expect(readFileSync(file, 'utf8')).toBe('old\nnew\n')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    openHistory({ HOME: '/dev/null' }).write(['x'])
    openHistory({}).write(['x'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
