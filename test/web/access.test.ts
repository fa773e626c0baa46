import { scryptSync } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { createClientLimits } from '../../src/web/client-limits.ts'
import { secretCheck } from '../../src/web/secret.ts'
import { byKey, byPassword, key, password, type RunningWeb, startWeb } from './running-web.ts'

let web: RunningWeb
afterEach(() => web?.close())

const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` })
const json = { 'content-type': 'application/json' }
const down = '{"mode":"down"}'
const target = '/api/v1/servers/ns1/mode'

describe('who is known', () => {
  test.each<[string, Record<string, string>, number]>([
    ['nobody', {}, 401],
    ['by the password', byPassword, 200],
    ['by the password, whatever the user', basic(`you:${password}`), 200],
    ['by another password', basic('me:pass'), 401],
    ['by no pair', basic(password.replace(':', '')), 401],
    ['by the key', byKey, 200],
    ['by the key as a bearer', { authorization: `bearer ${key}` }, 200],
    ['by another key', { 'x-api-key': `${key}2` }, 401],
    ['by an empty key', { 'x-api-key': '' }, 401],
    ['by the key as a password', basic(`me:${key}`), 401],
    ['by the password as a key', { 'x-api-key': password }, 401],
    ['by another key beside the password', { ...byPassword, 'x-api-key': 'x' }, 401],
    ['in an unknown way', { authorization: `Digest ${key}` }, 401],
  ])('%s', async (_who, headers, status) => {
    web = await startWeb()
    for (const path of ['/metrics', '/api/v1/servers'])
      expect((await web.ask('GET', path, headers)).status).toBe(status)
  })

  test('nobody is, where there is neither password nor key', async () => {
    web = await startWeb({ password: '', api_key: '' })
    for (const headers of [{}, basic('me:'), basic(':'), { 'x-api-key': '' }, { authorization: 'Bearer ' }])
      expect((await web.ask('GET', '/api/v1/servers', headers)).status).toBe(401)
  })

  test.each([
    ['api_requires_authentication', '/api/v1/servers'],
    ['stats_require_authentication', '/metrics'],
    ['dashboard_requires_authentication', '/icon.svg'],
  ])('does not matter without %s', async (setting, path) => {
    web = await startWeb({ [setting]: false })
    const paths = ['/api/v1/servers', '/metrics', '/icon.svg']
    const statuses = await Promise.all(paths.map(async each => (await web.ask('GET', each)).status))
    expect(statuses.map(status => status === 401)).toEqual(paths.map(each => each !== path))
  })
})

describe('changes', () => {
  test('need who is known, though the API is open', async () => {
    web = await startWeb({ api_requires_authentication: false })
    expect((await web.ask('PUT', target, json, down)).status).toBe(401)
    expect((await web.ask('PUT', target, { ...json, ...byKey }, down)).status).toBe(200)
  })

  test('need the setting that allows them, as it is now', async () => {
    web = await startWeb({ api_read_write: false })
    expect((await web.call('PUT', target, { mode: 'up' })).status).toBe(403)
    expect((await web.call('DELETE', '/api/v1/cache')).status).toBe(403)
    web.configure({ api_read_write: true })
    expect((await web.call('PUT', target, { mode: 'up' })).status).toBe(200)
    web.configure({ api_key: 'other' })
    expect((await web.call('PUT', target, { mode: 'up' })).status).toBe(401)
  })

  test.each<[string, Record<string, string>, number]>([
    ['of a program', {}, 200],
    ['of the page', { origin: 'http://127.0.0.1:PORT', 'sec-fetch-site': 'same-origin' }, 200],
    [
      'of the page through a proxy',
      { origin: 'https://dns.example.com', 'sec-fetch-site': 'same-origin' },
      200,
    ],
    ['of the page in an old browser', { origin: 'http://127.0.0.1:PORT' }, 200],
    ['of another site', { origin: 'http://example.com', 'sec-fetch-site': 'cross-site' }, 403],
    ['of another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }, 403],
    ['of an old browser elsewhere', { origin: 'http://example.com' }, 403],
    ['of nowhere', { origin: 'null' }, 403],
    ['of a link', { 'sec-fetch-site': 'none' }, 403],
  ])('%s', async (_whose, headers, status) => {
    web = await startWeb()
    const origin = headers.origin?.replace('PORT', String(web.port))
    const all = { ...byPassword, ...json, ...headers, ...(origin !== undefined && { origin }) }
    expect((await web.ask('PUT', target, all, down)).status).toBe(status)
    expect(web.proxy.done).toHaveLength(status === 200 ? 1 : 0)
    if (status !== 200) expect((await web.ask('DELETE', '/api/v1/cache', all)).status).toBe(status)
  })
})

test('wrong passwords are few', async () => {
  web = await startWeb()
  const statuses: number[] = []
  for (let i = 0; i < 12; i++)
    statuses.push((await web.ask('GET', '/metrics', { 'x-api-key': `${i}` })).status)
  expect(statuses.slice(0, 10)).toEqual(new Array(10).fill(401))
  expect(statuses.slice(10)).toEqual([429, 429])
  // The right one has to wait, too: otherwise it could be told from the wrong ones.
  expect((await web.ask('GET', '/metrics', byKey)).status).toBe(429)
})

describe('limits of clients', () => {
  test('requests are so many, and come back with time', () => {
    let now = 0
    const limits = createClientLimits(() => now)
    const many = (client: string, cost: number): number => {
      let taken = 0
      while (limits.take(client, cost)) taken++
      return taken
    }
    expect(many('192.0.2.1', 1)).toBe(300)
    expect(many('192.0.2.2', 10)).toBe(30)
    now = 1000
    expect(many('192.0.2.1', 1)).toBe(100)
    now = 0
    expect(many('192.0.2.1', 1)).toBe(0)
  })

  test.each([
    ['2001:db8::1', '2001:db8::2', false],
    ['2001:db8::1', '2001:db8:0:0:1::1', false],
    ['2001:db8::1', '2001:db8:0:1::1', true],
    ['::1', '::2', false],
    ['192.0.2.1', '192.0.2.2', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', true],
  ])('%s and %s', (one, other, isApart) => {
    const limits = createClientLimits(() => 0)
    while (limits.take(one, 1));
    expect(limits.take(other, 1)).toBe(isApart)
  })

  test('memory for clients is bounded', () => {
    const limits = createClientLimits(() => 0)
    for (let i = 0; i < 11; i++) limits.fail('192.0.2.1')
    expect(limits.mayTry('192.0.2.1')).toBe(false)
    for (let i = 0; i < 5000; i++) limits.fail(`10.0.${i >> 8}.${i & 255}`)
    expect(limits.mayTry('192.0.2.1')).toBe(true)
  })
})

describe('a hashed secret', () => {
  const salt = Buffer.from('0123456789abcdef')
  const hash = (text: string) =>
    `$scrypt$ln=10,p=1,r=8$${salt.toString('base64')}$${scryptSync(text, salt, 32, { N: 1024, p: 1, r: 8 }).toString('base64')}`

  test('is found right, then and again, and wrong', () => {
    const check = secretCheck(hash('secret'))
    expect([check('secret'), check('secret'), check('other'), check('')]).toEqual([true, true, false, false])
  })

  test('is not itself the secret', () => {
    expect(secretCheck(hash('secret'))(hash('secret'))).toBe(false)
  })

  test('that would take too much memory is no secret', () => {
    expect(secretCheck('$scrypt$ln=30,p=1,r=8$AAAA$AAAA')('x')).toBe(false)
  })
})
