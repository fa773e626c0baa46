import { describe, expect, test } from 'vitest'
import { DnsctlError, fault, problemText } from '../../../src/base/errors.ts'
import { findControlSocket } from '../../../src/operations/proxy/find-control-socket.ts'
import { createReload } from '../../../src/operations/proxy/reload-proxy.ts'
import type { ProxySettings } from '../../../src/proxy/settings/settings.ts'
import { wantedOf } from './loaded.ts'

const server = 'backends: [{ address: 192.0.2.1 }]\n'

/** A proxy whose file changes. */
function proxyOf(text: string) {
  const files = { 'proxy.yaml': text }
  const taken: ProxySettings[] = []
  const reload = createReload(wantedOf(files), {
    async configure(settings) {
      if (settings.general.server_id === 'no') throw fault('proxy-reload-refused', 'it says no')
      taken.push(settings)
    },
  })
  return { files, taken, reload }
}

const problemsOf = (promise: Promise<unknown>) =>
  promise.then(
    () => [],
    (error: unknown) => (error instanceof DnsctlError ? error.problems.map(problemText) : [String(error)]),
  )

test('what the file says now is put into force, and warnings are told', async () => {
  const { files, taken, reload } = proxyOf(server)
  expect(await reload()).toEqual([])
  files['proxy.yaml'] = `${server}pools: [{ name: empty }]\ngeneral: { server_id: b }`
  expect(await reload()).toMatchObject([{ code: 'proxy-pool-empty' }])
  expect(taken.map(({ general }) => general.server_id)).toEqual(['', 'b'])
})

test('a file with mistakes is refused with all of them, and the next one is taken', async () => {
  const { files, taken, reload } = proxyOf(`${server}acl: [x.y]\nbinds: [{ listen_address: '' }]`)
  expect(await problemsOf(reload())).toEqual([
    'proxy-reload-refused: the settings are not taken; those before stay in force',
    'proxy.yaml:3:11: config-setting-invalid: "binds[0].listen_address" is \'\', not an address such as 127.0.0.1:53 or [::1]:53',
  ])
  expect(taken).toEqual([])
  files['proxy.yaml'] = server
  await reload()
  expect(taken).toHaveLength(1)
})

test('what the proxy itself refuses is said once', async () => {
  const { reload } = proxyOf(`${server}general: { server_id: no }`)
  expect(await problemsOf(reload())).toEqual(['proxy-reload-refused: it says no'])
})

test('reloads that are asked for at once are made one after another', async () => {
  const order: string[] = []
  const files = { 'proxy.yaml': server }
  const reload = createReload(wantedOf(files), {
    async configure() {
      order.push('begins')
      await new Promise(resolve => setImmediate(resolve))
      order.push('ends')
    },
  })
  await Promise.all([reload(), reload(), reload()])
  expect(order).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends'])
})

describe('the socket for orders', () => {
  test.each<[string, Record<string, string>, string | undefined, string]>([
    ['by default', { 'proxy.yaml': server }, 'proxy.yaml', '/work/.dnsctl/proxy.sock'],
    ['in a folder', { 'a/b.yaml': server }, 'a/b.yaml', '/work/a/.dnsctl/proxy.sock'],
    ['as the file says', { 'a/b.yaml': 'console: { socket: x.sock }' }, 'a/b.yaml', '/work/a/x.sock'],
    ['as an absolute path', { 'a.yaml': 'console: { socket: /run/x }' }, 'a.yaml', '/run/x'],
    [
      'as an included file says',
      { 'a.yaml': 'includes: [d/b.yaml]', 'd/b.yaml': 'console: { socket: x.sock }' },
      'a.yaml',
      '/work/d/x.sock',
    ],
    ['though settings are wrong', { 'a.yaml': 'acl: 7\nconsole: { socket: x, y: 1 }' }, 'a.yaml', '/work/x'],
    ['though the file is broken', { 'a/b.yaml': 'acl: [' }, 'a/b.yaml', '/work/a/.dnsctl/proxy.sock'],
    ['though there is no file', {}, 'a/b.yaml', '/work/a/.dnsctl/proxy.sock'],
    ['without a file', {}, undefined, '/work/.dnsctl/proxy.sock'],
    ['in dnsctl.yaml', { 'dnsctl.yaml': 'proxy: { console: { socket: x } }' }, undefined, '/work/x'],
  ])('is found %s', async (_what, files, file, path) => {
    expect(await findControlSocket({ ...wantedOf(files), file })).toBe(path)
  })

  test('is not there if the settings say so', async () => {
    const asked = findControlSocket(wantedOf({ 'proxy.yaml': 'console: { socket: none }' }))
    await expect(asked).rejects.toThrow(/^proxy-unreachable: /)
  })
})
