// Every edit of a message, on random messages, beside what dns-packet reads of them before and after.
import { decode } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { typeOf } from '../../../src/dns/rr/table.ts'
import { findOpt } from '../../../src/proxy/engine/read-query.ts'
import { answerWith } from '../../../src/proxy/message/answer-with.ts'
import { putClientSubnet } from '../../../src/proxy/message/client-subnet.ts'
import {
  addOpt,
  appendOption,
  findOption,
  putOption,
  removeOpt,
  removeOption,
} from '../../../src/proxy/message/edns.ts'
import { removeRecordTypes } from '../../../src/proxy/message/remove-record-types.ts'
import { setEde } from '../../../src/proxy/message/set-ede.ts'
import { truncateAnswer } from '../../../src/proxy/message/truncate-answer.ts'
import { limitTtls, reduceTtls, smallestTtl } from '../../../src/proxy/message/ttls.ts'
import { typeSet } from '../../../src/proxy/message/type-set.ts'
import { type Transaction, transports } from '../../../src/proxy/transaction.ts'
import { messageOf, setAnswer, transactionOf } from '../transaction-of.ts'
import { anyExchange, read } from './any-message.ts'

type Read = ReturnType<typeof read>
type Record = Read['answers'][number]

const code = (type: string) => typeOf(type).code

/** The message as it is now; its length and the place of its OPT record must be what the transaction says. */
function readBack(t: Transaction): Read {
  const octets = messageOf(t)
  decode(octets)
  expect(decode.bytes).toBe(t.length)
  const { optAt, optEnd } = t
  expect(findOpt(t)).toBe(true)
  expect([optAt, optEnd]).toEqual([t.optAt, t.optEnd])
  return read(octets)
}

/** Tries an edit on answers; `expected` makes of what was read before what is to be read after. */
function onAnswers(edit: (t: Transaction) => void, expected: (before: Read, t: Transaction) => Read) {
  fc.assert(
    fc.property(anyExchange, ({ query, answer }) => {
      const t = transactionOf(query, { transport: transports.tcp, room: 65_535 })
      setAnswer(t, answer)
      edit(t)
      expect(readBack(t)).toEqual(expected(read(answer), t))
    }),
    { numRuns: 40 },
  )
}

const eachRecord = (message: Read, change: (records: Record[]) => Record[]): Read => ({
  ...message,
  answers: change(message.answers),
  authorities: change(message.authorities),
  additionals: change(message.additionals),
})

const eachTtl = (message: Read, change: (ttl: number, type: unknown) => number): Read =>
  eachRecord(message, records =>
    records.map(record => ({ ...record, ttl: change(record.ttl as number, record.type) })),
  )

const withOptions = (
  message: Read,
  change: (options: Read['opts'][number]['options']) => unknown[],
): Read => ({
  ...message,
  opts: message.opts.map(opt => ({ ...opt, options: change(opt.options) as typeof opt.options })),
})

describe('records', () => {
  test.each([[['A']], [['MX', 'NS', 'SOA']], [['TXT', 'OPT']], [['RRSIG']]])('%s are removed', types => {
    const covers = (record: Record) => (record.data as { typeCovered?: string }).typeCovered ?? ''
    onAnswers(
      t => removeRecordTypes(t, typeSet(types.map(code))),
      before =>
        eachRecord(before, records =>
          records.filter(each => !types.includes(each.type as string) && !types.includes(covers(each))),
        ),
    )
  })

  test('a name that was pointed to is written where it is needed', () => {
    const pointing = Buffer.from(
      '000180000001000200000000' + // header
        '0161000001 0001'.replace(' ', '') + // a. A IN
        'c00c 0005 0001 00000001 0005 0362636400'.replaceAll(' ', '') + // a. CNAME bcd.
        'c01f 0001 0001 00000001 0004 c0000201'.replaceAll(' ', ''), // bcd. A, by a pointer into the CNAME
      'hex',
    )
    const t = transactionOf(Buffer.from('0001000000010000000000000161000001 0001'.replace(' ', ''), 'hex'))
    setAnswer(t, pointing)
    expect(removeRecordTypes(t, typeSet([code('CNAME')]))).toBe(true)
    expect(read(messageOf(t)).answers).toMatchObject([{ name: 'bcd', type: 'A', data: '192.0.2.1' }])
    expect(removeRecordTypes(t, typeSet([code('CNAME')]))).toBe(false)
  })

  test('TTLs are limited, of all types or of some', () => {
    const limited = (ttl: number) => Math.min(Math.max(ttl, 60), 3600)
    onAnswers(
      t => limitTtls(t, 60, 3600),
      before => eachTtl(before, limited),
    )
    onAnswers(
      t => limitTtls(t, 60, 3600, typeSet([code('MX'), code('OPT')])),
      before => eachTtl(before, (ttl, type) => (type === 'MX' ? limited(ttl) : ttl)),
    )
  })

  test.each([0, 1, 50, 99, 100])('TTLs are reduced to %i %%', percentage => {
    onAnswers(
      t => reduceTtls(t, percentage),
      before => eachTtl(before, ttl => Math.floor((ttl * percentage) / 100)),
    )
  })

  test('the smallest TTL is found', () => {
    onAnswers(
      t => {
        const { answers, authorities, additionals } = read(messageOf(t))
        const ttls = [...answers, ...authorities, ...additionals].map(each => each.ttl as number)
        expect(smallestTtl(t)).toBe(ttls.length === 0 ? -1 : Math.min(...ttls))
      },
      before => before,
    )
  })
})

describe('EDNS', () => {
  const data = Uint8Array.of(1, 2, 3)
  const hex = '010203'
  const isOther = (option: unknown) => (option as [number])[0] !== 65001

  test('an option is put in the place of those with its code', () => {
    onAnswers(
      t => expect(putOption(t, 65001, data)).toBe(t.optAt > 0),
      before => withOptions(before, options => [...options.filter(isOther), [65001, hex]]),
    )
  })

  test('an option is appended', () => {
    onAnswers(
      t => expect(appendOption(t, 65001, data, 2)).toBe(t.optAt > 0),
      before => withOptions(before, options => [...options, [65001, '0102']]),
    )
  })

  test('an option is found and removed', () => {
    onAnswers(
      t => {
        const isThere = findOption(t, 65001) > 0
        expect(removeOption(t, 65001)).toBe(isThere)
      },
      before => withOptions(before, options => options.filter(isOther)),
    )
    onAnswers(
      t => {
        removeOption(t, 65001)
        expect(findOption(t, 65001)).toBe(0)
      },
      before => withOptions(before, options => options.filter(isOther)),
    )
  })

  test('the OPT record is removed', () => {
    onAnswers(
      t => expect(removeOpt(t)).toBe(true),
      before => ({ ...before, opts: [] }),
    )
  })

  test('the OPT record is added where there is none', () => {
    onAnswers(
      t => {
        const isMissing = t.optAt === 0
        expect(addOpt(t, 1232, true)).toBe(isMissing)
      },
      before => ({
        ...before,
        opts:
          before.opts.length > 0
            ? before.opts
            : [{ udpPayloadSize: 1232, flags: 0x8000, extendedRcode: 0, options: [] }],
      }),
    )
  })

  test('an extended error is set for clients with EDNS, in place of others or beside them', () => {
    const set = (keeps: boolean) =>
      onAnswers(
        t => expect(setEde(t, 15, 'blocked: é', keeps)).toBe(t.hasEdns),
        (before, t) => {
          if (!t.hasEdns) return before
          const own = { udpPayloadSize: 1232, flags: t.dnssecOk ? 0x8000 : 0, extendedRcode: 0, options: [] }
          const option = [15, `000f${Buffer.from('blocked: é').toString('hex')}`]
          return withOptions({ ...before, opts: before.opts.length > 0 ? before.opts : [own] }, options => [
            ...options.filter(each => keeps || each[0] !== 15),
            option,
          ])
        },
      )
    set(false)
    set(true)
  })
})

describe('answers', () => {
  const emptied = (before: Read, t: Transaction, rcode: number) => ({
    ...before,
    answers: [],
    authorities: [],
    additionals: [],
    opts: t.hasEdns
      ? [{ udpPayloadSize: 1232, flags: t.dnssecOk ? 0x8000 : 0, extendedRcode: rcode >> 4, options: [] }]
      : [],
  })

  test.each([
    ['NOERROR', 0],
    ['NXDOMAIN', 3],
    ['BADVERS', 16],
  ])('a query becomes an answer with %s', (rcode, number) => {
    fc.assert(
      fc.property(anyExchange, ({ query }) => {
        const t = transactionOf(query)
        answerWith(t, number)
        const asked = read(query)
        const known = t.hasEdns || number < 16 ? number : 2
        expect(readBack(t)).toEqual({
          ...emptied(asked, t, number),
          // Above 15 the header has the lower bits only.
          rcode: number < 16 ? rcode : t.hasEdns ? 'NOERROR' : 'SERVFAIL',
          bits: (asked.bits & 0x0110) | (asked.bits & 0x0100 ? 0x80 : 0) | (known & 0x0f),
        })
        expect(t.message[2]! & 0x80).toBe(0x80)
      }),
    )
  })

  test('an answer is truncated', () => {
    onAnswers(truncateAnswer, (before, t) => ({
      ...emptied(before, t, 0),
      bits: before.bits | 0x0200,
    }))
  })
})

describe('client subnets', () => {
  const settings = { override: false, prefixV4: 24, prefixV6: 56 }
  const clients: readonly [string, string][] = [
    ['192.0.2.129', '00011800c00002'],
    ['2001:db8:1:2345::1', '00023800' + '20010db8000123'],
  ]

  test.each(clients)('of %s is added, and replaces the client’s own if told to', (client, hex) => {
    fc.assert(
      fc.property(anyExchange, fc.boolean(), ({ query }, override) => {
        const t = transactionOf(query, { client })
        const before = read(query)
        const isKept = !override && findOption(t, 8) > 0
        expect(putClientSubnet(t, { ...settings, override })).toBe(!isKept)
        const own = { udpPayloadSize: 512, flags: 0, extendedRcode: 0, options: [] }
        const opts = before.opts.length > 0 ? before.opts : [own]
        expect(readBack(t)).toEqual(
          isKept
            ? before
            : withOptions({ ...before, opts }, options => [
                ...options.filter(([code]) => code !== 8),
                [8, hex],
              ]),
        )
        expect(t.decided).toMatchObject({ addedOpt: !t.hasEdns, addedEcs: !isKept })
      }),
    )
  })

  const query = Buffer.from('0001010000010000000000000161000001' + '0001', 'hex')
  const subnetOf = (t: Transaction) => {
    putClientSubnet(t, settings)
    return read(messageOf(t)).opts[0]!.options
  }

  test('prefixes that rules decide cut within octets', () => {
    const t = transactionOf(query, { client: '192.0.2.255' })
    t.decided.ecsPrefixV4 = 29
    expect(subnetOf(t)).toEqual([[8, '00011d00c00002f8']])
  })

  test('a subnet that rules decide stands for that of the client', () => {
    const t = transactionOf(query, { client: '2001:db8::1' })
    t.decided.ecsV6.set([0, 0, 0xffff, 0xc6336400 | 0])
    t.decided.ecsV6Prefix = 0
    expect(subnetOf(t)).toEqual([[8, '00010000']])
    const other = transactionOf(query, { client: '192.0.2.1' })
    other.decided.ecsV4.set([0x20010db8, 0, 0, 0])
    other.decided.ecsV4Prefix = 32
    expect(subnetOf(other)).toEqual([[8, '0002200020010db8']])
  })

  test('a signed query stays as it is', () => {
    const signed = Buffer.concat([query, Buffer.from('00' + '00fa00ff00000000' + '0000', 'hex')])
    signed[11] = 1
    const t = transactionOf(signed)
    expect(putClientSubnet(t, settings)).toBe(false)
    expect(messageOf(t)).toEqual(signed)
  })
})

describe('limits', () => {
  const withEdns = Buffer.from(
    '000101000001000000000001' + '0161000001' + '0001' + '0000290200000000000000',
    'hex',
  )

  test('an extended error loses its text where the client takes no more, and then stays away', () => {
    const t = transactionOf(withEdns)
    answerWith(t, 0)
    putOption(t, 65001, new Uint8Array(512 - t.length - 4 - 10))
    expect(setEde(t, 1, 'too long a text')).toBe(true)
    expect(t.length).toBe(508)
    expect(setEde(t, 1, '', true)).toBe(false)
    expect(t.length).toBe(508)
  })

  test('what does not fit in the memory of a message is not put', () => {
    const t = transactionOf(withEdns, { room: withEdns.length + 5 })
    expect(putOption(t, 65001, Uint8Array.of(1, 2))).toBe(false)
    expect(messageOf(t)).toEqual(withEdns)
    expect(putOption(t, 65001, Uint8Array.of(1))).toBe(true)
  })

  test('a text is cut between characters', () => {
    const t = transactionOf(withEdns)
    answerWith(t, 0)
    setEde(t, 0, 'é'.repeat(200))
    expect(read(messageOf(t)).opts[0]!.options).toEqual([[15, `0000${'c3a9'.repeat(127)}`]])
  })
})
