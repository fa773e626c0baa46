// The page with the statistics, as a browser shows it: Debian's Chromium, driven by playwright-core.
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from './proxy/asking.ts'
import { query } from './proxy/messages.ts'
import { type MockServer, startMock } from './proxy/mock-server.ts'
import { type ProxyUnderTest, startProxy } from './proxy/rig.ts'

const patience = { timeout: 20_000 }
const password = 'a secret of the test'
/** What would run if a text were taken for HTML. */
const hostile = '<img src=x onerror=alert(1)>'
/** With it, the picture in docs/ is made anew. */
const screenshot = process.env.DNSCTL_SCREENSHOT

let servers: MockServer[]
let proxy: ProxyUnderTest
let browser: Browser
let page: Page
const told: string[] = []

beforeAll(async () => {
  servers = await Promise.all([startMock(), startMock()])
  proxy = await startProxy({
    backends: servers.map(({ address }, i) => ({ address, name: ['ns1', 'ns2'][i], order: i + 1 })),
    load_balancing_policies: { default_policy: 'firstAvailable' },
    webserver: { listen_addresses: ['127.0.0.1:0'], password, api_read_write: true },
    query_rules: [
      {
        name: hostile,
        selector: { type: 'QNameSuffix', suffixes: ['hostile.example'] },
        action: { type: 'Allow' },
      },
      { name: 'no ANY', selector: { type: 'QType', qtype: 'ANY' }, action: { type: 'TC' } },
      {
        name: 'refused zone',
        selector: { type: 'QNameSuffix', suffixes: ['refused.example'] },
        action: { type: 'RCode', rcode: 'Refused' },
      },
    ],
    response_rules: [
      { name: 'short', selector: { type: 'All' }, action: { type: 'SetMaxReturnedTTL', max: 300 } },
    ],
  })
  const { endpoint } = await proxy.until('web')
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  const context = await browser.newContext({
    httpCredentials: { username: 'operator', password },
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
  })
  page = await context.newPage()
  page.on('dialog', dialog => {
    told.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', message => {
    if (message.type() === 'error') told.push(message.text())
  })
  page.on('pageerror', error => told.push(error.message))
  await page.goto(`http://127.0.0.1:${endpoint.port}/`)
})
afterAll(async () => {
  await browser?.close()
  await proxy?.stop()
  await Promise.all(servers?.map(server => server.close()) ?? [])
})

const textOf = async (locator: Locator): Promise<string> => (await locator.allInnerTexts()).join('\n')
const row = (name: string) => page.locator('#servers tbody tr', { hasText: name })
/** A cell by the title of its column. */
async function cell(name: string, title: string): Promise<string> {
  const titles = await page.locator('#servers thead th').allInnerTexts()
  return textOf(row(name).locator('td').nth(titles.indexOf(title)))
}
const askNames = async (names: readonly string[]): Promise<void> => {
  for (const name of names) await ask(proxy.port, query(name))
}

describe('the table of servers', () => {
  test('has what the talk showed', async () => {
    await row('ns1').waitFor(patience)
    expect(await page.locator('#servers thead th').allInnerTexts()).toEqual([
      'Name',
      'Address',
      'Status',
      'Latency',
      'Queries',
      'Drops',
      'QPS',
      'Outstanding',
      'Weight',
      'Order',
      'Pools',
      'Set',
    ])
    expect(await cell('ns1', 'Address')).toBe(servers[0]!.address)
    expect(await cell('ns2', 'Status')).toBe('up')
  })

  test('follows what is asked', async () => {
    await askNames(Array.from({ length: 20 }, (_, i) => `name${i}.example.com`))
    await expect.poll(() => cell('ns1', 'Queries'), patience).toBe('20')
    expect(await cell('ns2', 'Queries')).toBe('0')
  })

  test('sets a server down by its button, and leaves it to its health again', async () => {
    await row('ns1').getByRole('button', { name: 'down' }).click()
    await expect.poll(() => cell('ns1', 'Status'), patience).toBe('down (set)')
    await askNames(['other.example.com'])
    await expect.poll(() => cell('ns2', 'Queries'), patience).toBe('1')
    await row('ns1').getByRole('button', { name: 'auto' }).click()
    await expect.poll(() => cell('ns1', 'Status'), patience).toBe('up')
    const changes = await textOf(page.locator('#changes tbody'))
    expect(changes).toContain('server ns1 is down')
    expect(changes).toContain('web 127.0.0.1')
  })
})

test('rules are counted', async () => {
  await askNames(['a.refused.example', 'b.refused.example'])
  const rule = page.locator('#rules tbody tr', { hasText: 'refused zone' }).locator('td').last()
  await expect.poll(() => textOf(rule), patience).toBe('2')
  expect(await textOf(page.locator('#response-rules tbody'))).toContain('short')
})

test('charts are drawn', async () => {
  await expect.poll(() => page.locator('.chart canvas').count(), patience).toBe(3)
  /** Points of the chart that have the colour of its first line. */
  const drawn = (id: string): Promise<number> =>
    page.evaluate(`(() => {
      const canvas = document.querySelector('#${id} canvas')
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      let points = 0
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] === 255 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 60) points++
      return points
    })()`)
  for (const id of ['chart-queries', 'chart-latency'])
    await expect
      .poll(async () => {
        await askNames(['drawn.example.com'])
        return drawn(id)
      }, patience)
      .toBeGreaterThan(100)
})

test('a hostile name is text', async () => {
  const name = '<img/src=x/onerror=alert(1)>.hostile.example'
  for (let i = 0; i < 30; i++) await ask(proxy.port, query(name))
  await expect.poll(() => textOf(page.locator('#top-names')), patience).toContain('<img/src=x/onerror=alert')
  expect(await textOf(page.locator('#rules'))).toContain(hostile)
  expect(await page.locator('img').count()).toBe(0)
})

test('it is dark where that is asked for', async () => {
  const back = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
  const light = await back()
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await back()).not.toBe(light)
  await page.emulateMedia({ colorScheme: 'light' })
})

test('the browser had nothing to say, and nothing was run', () => {
  expect(told).toEqual([])
})

test.runIf(screenshot)('a picture is made for the documentation', async () => {
  for (let second = 0; second < 45; second++) {
    const names = Array.from({ length: 40 }, (_, i) => `www${(i * i + second) % 60}.example.com`)
    await Promise.all(names.map(name => ask(proxy.port, query(name))))
    if (second % 4 === 0) await askNames(['a.refused.example'])
    await page.waitForTimeout(1000)
  }
  mkdirSync('docs/images', { recursive: true })
  await page.screenshot({ path: 'docs/images/proxy-page.png', fullPage: true })
})
