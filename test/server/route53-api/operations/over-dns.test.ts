// What the API finds out over DNS: when changes are in sync, and what is answered.
import { createSocket } from 'node:dgram'
import { GetChangeCommand, TestDNSAnswerCommand } from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, type Message } from '../../../../src/dns/wire/message.ts'
import type { MessageRecord } from '../../../../src/dns/wire/record.ts'
import { rrsetsOf } from '../../authoritative/rich-zone.ts'
import { change, client, createZone, refusal, set, start, useAccount } from './account-session.ts'

useAccount()

describe('over DNS', () => {
  /** A name server that answers every query as told. */
  async function nameServer(answer: (query: Message) => Partial<Message>) {
    const socket = createSocket('udp4')
    socket.on('message', (octets, { port, address }) => {
      const query = decodeMessage(octets)
      socket.send(encodeMessage({ ...query, flags: new Set(['qr', 'aa']), ...answer(query) }), port, address)
    })
    await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
    return { socket, dns: { host: '127.0.0.1', port: socket.address().port } }
  }

  const soaOf = (serial: number): MessageRecord => {
    const { owner, type, ttl, rdatas } = rrsetsOf('example.com.', `@ 1 SOA a. b. ${serial} 2 3 4 5`)[0]!
    return { owner, type, class: 'IN', ttl, rdata: rdatas[0]! }
  }

  it('a change is in sync once it is answered, and its time has come', async () => {
    let now = Date.now()
    let serial = 0
    const { socket, dns } = await nameServer(() => ({ answers: serial ? [soaOf(serial)] : [] }))
    await start({ dns, clock: () => now, insyncAfterMs: 5000 })
    const zone = await createZone()
    const { ChangeInfo } = await change(zone, 'CREATE', { ...set('x', { Weight: 1 }) })
    const status = async () =>
      (await client.send(new GetChangeCommand({ Id: ChangeInfo!.Id }))).ChangeInfo!.Status
    const seen = [await status()]
    serial = 2
    seen.push(await status())
    now += 5000
    seen.push(await status())
    serial = 1
    seen.push(await status())
    expect(seen).toEqual(['PENDING', 'PENDING', 'INSYNC', 'PENDING'])
    expect(await refusal(client.send(new GetChangeCommand({ Id: 'C0' })))).toBe('NoSuchChange')
    socket.close()
  })

  it('an answer is tested', async () => {
    const queries: Message[] = []
    const { socket, dns } = await nameServer(query => {
      queries.push(query)
      return { answers: [soaOf(7)] }
    })
    await start({ dns })
    const HostedZoneId = await createZone()
    const test = (more = {}) =>
      client.send(
        new TestDNSAnswerCommand({ HostedZoneId, RecordName: 'example.com', RecordType: 'SOA', ...more }),
      )
    expect(await test({ EDNS0ClientSubnetIP: '192.0.2.77' })).toMatchObject({
      Nameserver: 'ns1.dnsctl.internal',
      RecordName: 'example.com.',
      RecordType: 'SOA',
      RecordData: ['a. b. 7 2 3 4 5'],
      ResponseCode: 'NOERROR',
      Protocol: 'UDP',
    })
    expect(queries[0]!.edns!.options).toMatchObject([{ name: 'ECS', address: '192.0.2.0', sourcePrefix: 24 }])
    expect(await refusal(test({ RecordName: 'example.org' }))).toBe('InvalidInput')
    expect(await refusal(test({ EDNS0ClientSubnetIP: '192.0.2.1', EDNS0ClientSubnetMask: '33' }))).toBe(
      'InvalidInput',
    )
    socket.close()
  })
})
