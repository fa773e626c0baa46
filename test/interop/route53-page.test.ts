// What docs/route53-api.md shows is what happens: its settings, files and commands are taken from the page and run.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeBlocks, readFromCheckout } from '../docs/pages.ts'
import { alike, here, printedBy, shownSessions } from './route53/page-session.ts'
import { type RunningApi, startApi } from './route53/running-api.ts'

const page = { path: 'docs/route53-api.md', text: readFromCheckout('docs/route53-api.md') }
const [settings = ''] = codeBlocks(page, 'yaml')
const [batch = ''] = codeBlocks(page, 'json')
const [listing = ''] = codeBlocks(page, 'python')
const [account = '', script = '', home = ''] = codeBlocks(page, 'sh')
const [start = [], commandLine = [], show = [], list = [], dynamic = []] = shownSessions(page)

let api: RunningApi
let whatIsMyIp: Server
let myIp: string
beforeAll(async () => {
  api = await startApi(settings)
  whatIsMyIp = createServer((_request, response) => response.end(`${myIp}\n`)).listen(0, '127.0.0.1')
  await once(whatIsMyIp, 'listening')
  writeFileSync(join(api.folder, 'batch.json'), batch)
  writeFileSync(join(api.folder, 'list.py'), here(listing, api))
  writeFileSync(join(api.folder, 'dynamic.sh'), script)
})
afterAll(async () => {
  whatIsMyIp.close()
  await api.stop()
})

test('the page has what is run here', () => {
  expect([settings, batch, listing, account, script, home].filter(text => text === '')).toEqual([])
  expect([start, commandLine, show, list, dynamic].map(shown => shown.length)).toEqual([1, 6, 1, 1, 2])
})

test('the server says what it shows', () => {
  const told = start[0]!.output
    .replace('http://127.0.0.1:8053', api.url)
    .replace('127.0.0.1:5300', `127.0.0.1:${api.dnsPort}`)
  expect(api.greeting).toBe(told)
})

/** The page names a change by the id that it printed. */
const idPrinted = '$(sed -n \'s/.*"Id": "\\(.*\\)".*/\\1/p\' printed)'

describe('with the first key', () => {
  test.each([
    ['the AWS command line', commandLine],
    ['dnsctl', show],
    ['boto3', list],
  ])('%s prints what it shows', async (_what, shown) => {
    const commands = shown.map(({ command }) => command.replace(/(?<=--id )\/change\/C\w+/, idPrinted))
    const printed = await printedBy(api, account, commands)
    expect(printed.map(alike)).toEqual(shown.map(({ output }) => alike(output)))
  })
})

describe('the script', () => {
  const zone =
    'zone=$(route53 list-hosted-zones-by-name --dns-name example.com --query "HostedZones[0].Id" --output text)'
  const run = (...commands: string[]): Promise<string[]> => {
    const url = `http://127.0.0.1:${(whatIsMyIp.address() as AddressInfo).port}/`
    const variables = home.replace('Z0123456789ABCDEFGHIJ', '$zone').replace('http://192.0.2.80/', url)
    return printedBy(api, `${account}\n${zone}\n${variables}`, commands)
  }
  const [{ command } = { command: '' }] = dynamic

  test('writes the address', async () => {
    myIp = '203.0.113.7'
    const printed = await run(...dynamic.map(shown => shown.command))
    expect(printed.map(alike)).toEqual(dynamic.map(({ output }) => alike(output)))
    const serial = await api.dig('+short', 'SOA', 'example.com')
    await run(command)
    expect(await api.dig('+short', 'SOA', 'example.com')).toEqual(serial)
  })

  test('writes another', async () => {
    myIp = '203.0.113.8'
    await run(command)
    expect(await api.dig('+short', 'home.example.com')).toEqual(['203.0.113.8'])
  })

  test('writes nothing that is no address', async () => {
    myIp = '<html>busy</html>'
    expect((await run(command))[0]).toContain('gives no address: <html>busy</html>')
    expect(await api.dig('+short', 'home.example.com')).toEqual(['203.0.113.8'])
  })

  test('may do no more than its key', async () => {
    const [printed] = await run('aws --endpoint-url $ENDPOINT route53 delete-hosted-zone --id $ZONE')
    expect(printed).toContain('AccessDenied')
  })
})
