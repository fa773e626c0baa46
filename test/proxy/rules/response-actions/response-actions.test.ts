// Actions that change answers.
import { describe, expect, test } from 'vitest'
import type { PartSettings } from '../../../../src/proxy/rules/rule.ts'
import { transports } from '../../../../src/proxy/transaction.ts'
import { read } from '../../message/any-message.ts'
import { messageOf } from '../../transaction-of.ts'
import { act, actionOf } from '../actions/act.ts'
import { siteOf } from '../rule-site.ts'
import { exchangeOf, type Words } from '../selectors/exchange-of.ts'

const words: Words = { rcode: 'NOERROR', records: [['A 192.0.2.1', 'TXT x'], ['NS ns.example.com.']] }

function changed(settings: PartSettings, others: Words = {}) {
  const t = exchangeOf({ ...words, ...others })
  const outcome = act(actionOf(settings, siteOf(), 'answer'), t)
  const { answers, authorities, opts, bits } = read(messageOf(t))
  const text = (record: Record<string, unknown>) => `${record.type} ${record.ttl}`
  return {
    outcome,
    records: [...answers, ...authorities].map(text).join(', '),
    isTruncated: (bits & 0x200) !== 0,
    options: opts.flatMap(opt => opt.options),
    decided: t.decided,
  }
}

describe('records', () => {
  test.each<[PartSettings, string]>([
    [{ type: 'ClearRecordTypes', types: ['TXT'] }, 'A 60, NS 60'],
    [{ type: 'ClearRecordTypes', types: [1, 16, 'NS'] }, ''],
    [{ type: 'ClearRecordTypes', types: ['HTTPS'] }, 'A 60, TXT 60, NS 60'],
    [{ type: 'LimitTTL', min: 61, max: 70 }, 'A 61, TXT 61, NS 61'],
    [{ type: 'LimitTTL', min: 0, max: 7, types: ['A', 2] }, 'A 7, TXT 60, NS 7'],
    [{ type: 'SetMaxTTL', max: 59 }, 'A 59, TXT 59, NS 59'],
    [{ type: 'SetMinTTL', min: 3600 }, 'A 3600, TXT 3600, NS 3600'],
    [{ type: 'SetMinTTL', min: 1 }, 'A 60, TXT 60, NS 60'],
    [{ type: 'SetReducedTTL', percentage: 50 }, 'A 30, TXT 30, NS 30'],
  ])('%j', (settings, records) => {
    expect(changed(settings)).toMatchObject({ outcome: 'next', records })
  })

  test('TC empties answers over UDP', () => {
    expect(changed({ type: 'TC' })).toMatchObject({ outcome: 'done', records: '', isTruncated: true })
    expect(changed({ type: 'TC' }, { transport: transports.dot })).toMatchObject({
      outcome: 'next',
      isTruncated: false,
    })
  })
})

describe('EDNS', () => {
  const option = { type: 'SetEDNSOption', code: 65001, data: 'ab' }

  test('an option is put on answers to clients with EDNS', () => {
    expect(changed(option, { edns: {} }).options).toEqual([[65001, '6162']])
    expect(changed(option).options).toEqual([])
  })
})

test.each<[PartSettings, string, object]>([
  [{ type: 'Allow' }, 'done', {}],
  [{ type: 'Drop' }, 'drop', {}],
  [{ type: 'Delay', msec: 3 }, 'next', { delayMs: 3 }],
  [{ type: 'SetMaxReturnedTTL', max: 9 }, 'next', { maxReturnedTtl: 9 }],
  [{ type: 'SetSkipCache' }, 'next', { skipCache: true }],
  [{ type: 'SetTag', tag: 'a', value: 'b' }, 'next', { tags: new Map([['a', 'b']]) }],
  [{ type: 'SetExtendedDNSError', info_code: 3, extra_text: 'x' }, 'next', { ede: 3, edeText: 'x' }],
])('%j', (settings, outcome, decided) => {
  expect(changed(settings)).toMatchObject({ outcome, decided })
})

test('limits the wrong way round are refused', () => {
  const settings = { type: 'LimitTTL', min: 2, max: 1 }
  expect(() => actionOf(settings, siteOf(), 'answer')).toThrow('min 2 is above max 1')
})
