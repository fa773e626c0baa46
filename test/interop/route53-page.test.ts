// What docs/route53-api.md shows is what happens: its settings, files and commands are taken from the page and run.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeBlocks, readFromCheckout } from '../docs/pages.ts'
import { type RunningApi, startApi } from './route53/running-api.ts'

const page = { path: 'docs/route53-api.md', text: readFromCheckout('docs/route53-api.md') }
const [settings = ''] = codeBlocks(page, 'yaml')
const [batch = ''] = codeBlocks(page, 'json')
const [listing = ''] = codeBlocks(page, 'python')
const [account = '', script = '', home = ''] = codeBlocks(page, 'sh')
const [start = '', ...sessions] = codeBlocks(page, 'console').map(commandsOf)

/** A line behind a `$`, and what the page says that it prints. */
interface Shown {
  readonly command: string
  readonly output: string
}

function commandsOf(block: string): Shown[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map(text => {
      const end = text.indexOf('\n')
      return { command: text.slice(0, end), output: text.slice(end + 1) }
    })
}

let api: RunningApi
let whatIsMyIp: Server
let myIp: string
beforeAll(async () => {
  api = await startApi(settings)
  writeFileSync(join(api.folder, 'batch.json'), batch)
  writeFileSync(join(api.folder, 'dynamic.sh'), script)
  whatIsMyIp = createServer((_request, response) => response.end(`${myIp}\n`)).listen(0, '127.0.0.1')
  await once(whatIsMyIp, 'listening')
  writeFileSync(join(api.folder, 'list.py'), here(listing))
})
afterAll(async () => {
  whatIsMyIp.close()
  await api.stop()
})

/** What differs from run to run, in the page and here. */
const alike = (text: string): string =>
  text
    .replace(/\/change\/C[A-Z0-9]+/g, '/change/C…')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)/g, 'TIME')
    .replace(/ by \S+@\S+,/g, ' by SOMEONE,')

/** The page's own addresses become those of this run; the ids that it shows are those of its own run. */
const here = (text: string): string =>
  text
    .replaceAll('http://127.0.0.1:8053', api.url)
    .replaceAll('-p 5300', `-p ${api.dnsPort}`)
    .replaceAll('http://192.0.2.80/', `http://127.0.0.1:${(whatIsMyIp.address() as AddressInfo).port}/`)
    .replaceAll('Z0123456789ABCDEFGHIJ', '$zone')
    .replaceAll(/--id \/change\/C[A-Z0-9]+/g, '--id $(sed -n \'s/.*"Id": "\\(.*\\)".*/\\1/p\' printed)')

const mark = '=== '

/** Runs the lines in one shell, one after the other; gives what each printed. */
async function session(before: string, shown: readonly Shown[]): Promise<string[]> {
  // Each command's output also goes to a file, from which the next may read an id.
  const lines = shown.flatMap(({ command }) => [
    here(command).startsWith('zone=') ? here(command) : `{ ${here(command)}; } >output 2>&1`,
    'test -s output && cp output printed; cat output 2>/dev/null; rm -f output',
    `echo '${mark}'`,
  ])
  const text = `dnsctl() { '${process.execPath}' '${resolve('bin/run.js')}' "$@"; }\n${before}\n${lines.join('\n')}`
  const path = `/usr/bin:${process.env.PATH}`
  const { stdout, stderr } = await api.run('bash', ['-c', text], {
    ...api.environment({ id: '', secret: '' }),
    PATH: path,
  })
  expect(stderr).toBe('')
  return stdout.split(`${mark}\n`).slice(0, -1)
}

const zoneLine =
  'zone=$(aws --endpoint-url http://127.0.0.1:8053 route53 list-hosted-zones-by-name --dns-name example.com --query "HostedZones[0].Id" --output text)'

test('the page has what is run here', () => {
  expect([settings, batch, listing, account, script, home].filter(text => text === '')).toEqual([])
  expect(start).toEqual([{ command: 'dnsctl serve --route53-api 127.0.0.1:8053', output: expect.anything() }])
  expect(sessions.map(shown => shown.length)).toEqual([6, 1, 1, 2])
})

test('the server says what it shows', () => {
  const [{ output } = { output: '' }] = start as Shown[]
  const told = output
    .replace('http://127.0.0.1:8053', api.url)
    .replace('127.0.0.1:5300', `127.0.0.1:${api.dnsPort}`)
  expect(api.greeting).toBe(told)
})

describe('with the first key', () => {
  test.each(sessions.slice(0, 3).map((shown, i) => [shown[0]!.command, i] as const))(
    '%s …',
    async (_first, i) => {
      const shown = sessions[i] as Shown[]
      const printed = await session(here(account), shown)
      expect(printed.map(alike)).toEqual(shown.map(({ output }) => alike(output)))
    },
  )
})

describe('the script', () => {
  const [shown = []] = sessions.slice(3) as Shown[][]
  const run = (commands: readonly Shown[]) =>
    session(here(`${account}\n${zoneLine}\n${home.replace('Z0123456789ABCDEFGHIJ', '$zone')}`), commands)

  test('writes the address', async () => {
    myIp = '203.0.113.7'
    expect((await run(shown)).map(alike)).toEqual(shown.map(({ output }) => alike(output)))
    const serial = await api.dig('+short', 'SOA', 'example.com')
    await run(shown.slice(0, 1))
    expect(await api.dig('+short', 'SOA', 'example.com')).toEqual(serial)
  })

  test('writes another', async () => {
    myIp = '203.0.113.8'
    await run(shown.slice(0, 1))
    expect(await api.dig('+short', 'home.example.com')).toEqual(['203.0.113.8'])
  })

  test('writes nothing that is no address', async () => {
    myIp = '<html>busy</html>'
    const [printed] = await run(shown.slice(0, 1))
    expect(printed).toContain('gives no address: <html>busy</html>')
    expect(await api.dig('+short', 'home.example.com')).toEqual(['203.0.113.8'])
  })

  test('may do no more than its key', async () => {
    const [printed] = await run([
      { command: 'aws --endpoint-url $ENDPOINT route53 delete-hosted-zone --id $ZONE', output: '' },
    ])
    expect(printed).toContain('AccessDenied')
  })
})
