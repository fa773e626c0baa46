// Copies of queries, as a server gets them.
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadLibc } from '../../../src/net/platform/libc.ts'
import { createBatchedTee, createDgramTee, type Tee } from '../../../src/proxy/threads/tee.ts'
import { read } from '../message/any-message.ts'
import { exchangeOf } from '../rules/selectors/exchange-of.ts'
import { messageOf } from '../transaction-of.ts'

const server = createSocket('udp4')
let address = ''

beforeAll(async () => {
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  address = `127.0.0.1:${server.address().port}`
})
afterAll(() => void server.close())

const libc = loadLibc()
const tees: readonly [string, () => Tee][] = [
  ['node:dgram', createDgramTee],
  ...(libc ? [['batches', () => createBatchedTee(libc)] as [string, () => Tee]] : []),
]

describe.each(tees)('through %s', (_, create) => {
  let tee: Tee
  beforeAll(() => {
    tee = create()
  })
  afterAll(() => tee.close())
  const none = { addEcs: false, source: undefined }

  const got = async (options: typeof none | { addEcs: boolean; source: string | undefined }) => {
    const t = exchangeOf({ client: '198.51.100.7' })
    const before = messageOf(t)
    const arrived = once(server, 'message') as Promise<[Buffer, RemoteInfo]>
    tee.tee(address, t, options)
    const [octets, from] = await arrived
    expect(messageOf(t)).toEqual(before)
    expect(t.decided).toMatchObject({ addedOpt: false, addedEcs: false })
    return { octets, from: from.address, isSame: octets.equals(before) }
  }

  test('a query arrives as it is', async () => {
    expect(await got(none)).toMatchObject({ isSame: true, from: '127.0.0.1' })
  })

  test('with the address of the client', async () => {
    const { octets } = await got({ addEcs: true, source: undefined })
    expect(read(octets).opts[0]!.options).toEqual([[8, '00012000c6336407']])
  })

  test.runIf(process.platform === 'linux')('from an address', async () => {
    expect(await got({ addEcs: false, source: '127.0.0.9' })).toMatchObject({
      isSame: true,
      from: '127.0.0.9',
    })
  })

  test('a copy to nowhere harms nobody', async () => {
    for (let i = 0; i < 2; i++)
      tee.tee('192.0.2.1:53', exchangeOf({}), { addEcs: false, source: '192.0.2.2' })
    expect(await got(none)).toMatchObject({ isSame: true })
  })
})
