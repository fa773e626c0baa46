import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DnsctlError, fault } from '../../../src/base/errors.ts'
import {
  type ControlSocket,
  giveOrder,
  openControlSocket,
} from '../../../src/operations/proxy/control-socket.ts'

let folder: string
let path: string
let open: ControlSocket[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-test-'))
  path = join(folder, 'below', 'proxy.sock')
  open = []
})
afterEach(async () => {
  for (const socket of open) await socket.close()
  rmSync(folder, { recursive: true })
})

const orders = {
  echo: (given: unknown) => given,
  later: async () => 'done',
  refuse: () => {
    throw fault('proxy-reload-refused', 'not now')
  },
}

async function start(at = path): Promise<ControlSocket> {
  const socket = await openControlSocket(at, orders)
  open.push(socket)
  return socket
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof DnsctlError ? error.code : error),
  )

test('orders are answered, with what they give or with what is wrong', async () => {
  await start()
  expect(await giveOrder(path, 'echo', { a: [1, 'é\n'] })).toEqual({ a: [1, 'é\n'] })
  expect(await giveOrder(path, 'echo')).toBeNull()
  expect(await giveOrder(path, 'later')).toBe('done')
  await expect(giveOrder(path, 'refuse')).rejects.toThrow('proxy-reload-refused: not now')
  await expect(giveOrder(path, 'toString')).rejects.toThrow(
    'usage-invalid: there is no order "toString"; there are echo, later, refuse',
  )
})

test('only its user can use it', async () => {
  const before = process.umask()
  await start()
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(process.umask()).toBe(before)
})

test('several orders of one connection are answered in their order', async () => {
  await start()
  const socket = createConnection(path)
  const answers = text(socket)
  socket.write('{"order":"later"}\n{"order":"echo","given":2}\nnull\n{"ord')
  socket.end('er":"echo","given":3}\nbroken\n')
  expect(
    (await answers)
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual([
    { result: 'done' },
    { result: 2 },
    { problems: [expect.objectContaining({ message: expect.stringContaining('there is no order ""') })] },
    { result: 3 },
    { problems: [expect.objectContaining({ message: 'an order is a line of JSON' })] },
  ])
})

test('a line without an end is cut off', async () => {
  await start()
  const socket = createConnection(path)
  const ended = new Promise(resolve => socket.on('close', resolve))
  socket.on('error', () => {})
  socket.write('x'.repeat(2_000_000))
  await ended
  expect(await giveOrder(path, 'echo', 1)).toBe(1)
})

describe('where there is something already', () => {
  test('a proxy that answers keeps its socket', async () => {
    await start()
    expect(await codeOf(start())).toBe('listen-in-use')
    expect(await giveOrder(path, 'echo', 1)).toBe(1)
  })

  test('what an ended process has left is replaced', async () => {
    const at = join(folder, 'left.sock')
    // A socket that stays after its server: closing it by the handle would remove the file.
    const server = createServer().listen(at)
    await new Promise(resolve => server.on('listening', resolve))
    const kept = join(folder, 'kept.sock')
    const { linkSync } = await import('node:fs')
    linkSync(at, kept)
    await new Promise(resolve => server.close(resolve))
    expect(existsSync(kept)).toBe(true)
    await start(kept)
    expect(await giveOrder(kept, 'echo', 1)).toBe(1)
  })

  test('a file stays, as it may be anything', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, 'mine')
    expect(await codeOf(start(file))).toBe('listen-failed')
    expect(existsSync(file)).toBe(true)
  })
})

test.each([
  ['a path that is too long', () => join(folder, 'x'.repeat(120)), 'listen-failed'],
  ['a folder that cannot be', () => join('/proc/none', 'proxy.sock'), 'listen-failed'],
])('%s is told of', async (_what, at, code) => {
  expect(await codeOf(start(at()))).toBe(code)
})

test('nobody there is told of', async () => {
  expect(await codeOf(giveOrder(path, 'echo'))).toBe('proxy-unreachable')
  const socket = await openControlSocket(path, { wait: () => new Promise(() => {}) })
  const asked = codeOf(giveOrder(path, 'wait'))
  await giveOrder(path, 'none').catch(() => {})
  await socket.close()
  expect(await asked).toBe('proxy-unreachable')
  expect(existsSync(path)).toBe(false)
})
