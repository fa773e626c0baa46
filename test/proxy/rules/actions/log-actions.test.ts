// Lines about queries and answers, in the log or in files.
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { siteOf } from '../rule-site.ts'
import { exchangeOf } from '../selectors/exchange-of.ts'
import { act, actionOf } from './act.ts'

const folder = mkdtempSync(join(tmpdir(), 'dnsctl-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lines: string[] = []
const site = siteOf({}, { log: (_t, text) => void lines.push(text) })
const logged = (settings: object, kind: 'query' | 'answer', words: Parameters<typeof exchangeOf>[0]) => {
  lines.length = 0
  const t = exchangeOf(words)
  t.clientPort = 5353
  t.since = site.clock.ms - 1.25
  expect(act(actionOf({ type: 'Log', ...settings }, site, kind), t)).toBe('next')
  return lines
}

describe('lines', () => {
  test.each([
    [
      { flags: ['rd', 'cd'], edns: { dnssecOk: true } },
      '192.0.2.1:5353 udp 1 www.example.com. IN A rd cd do',
    ],
    [
      {
        client: '2001:db8::1',
        transport: 2,
        opcode: 'NOTIFY',
        name: 'a\\010b.',
        type: 'TYPE65000',
        class: 'CH',
      },
      '[2001:db8::1]:5353 dot 1 a\\010b. CH TYPE65000 NOTIFY',
    ],
  ] as const)('of the query %j', (words, line) => {
    expect(logged({}, 'query', words)).toEqual([line])
  })

  test('of an answer', () => {
    expect(logged({}, 'answer', { rcode: 'NXDOMAIN', records: [['A 192.0.2.1'], [], []] })).toEqual([
      '192.0.2.1:5353 udp 1 www.example.com. IN A NXDOMAIN 1/0/0 49 octets 1.3 ms',
    ])
  })

  test('with the time', () => {
    expect(logged({ include_timestamp: true }, 'query', {})[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z 192/)
  })
})

describe('files', () => {
  const fileOf = (name: string) => join(folder, name)
  const actionFor = (settings: object) => {
    const own = siteOf({}, { log: (_t, text) => void lines.push(text) })
    const file = { type: 'Log', ...settings }
    return { clock: own.clock, log: actionOf(file, own), again: () => actionOf(file, own) }
  }
  const line = '192.0.2.1:0 udp 1 www.example.com. IN A\n'

  test('begin anew when the proxy starts, not when it reads its configuration again', () => {
    const file = fileOf('anew')
    writeFileSync(file, 'before\n')
    const { log, again } = actionFor({ file_name: file })
    expect(readFileSync(file, 'utf8')).toBe('before\n')
    log(exchangeOf({}))
    log(exchangeOf({}))
    again()(exchangeOf({}))
    expect(readFileSync(file, 'utf8')).toBe(line.repeat(3))
  })

  test('go on, and are made anew when they were moved away', () => {
    const file = fileOf('on')
    writeFileSync(file, 'before\n')
    const { log } = actionFor({ file_name: file, append: true })
    log(exchangeOf({}))
    renameSync(file, `${file}.1`)
    log(exchangeOf({}))
    expect(readFileSync(`${file}.1`, 'utf8')).toBe(`before\n${line}`)
    expect(readFileSync(file, 'utf8')).toBe(line)
  })

  test('get lines together if told to, with the first a second later or when there are many', () => {
    const file = fileOf('together')
    writeFileSync(file, '')
    const { log, clock } = actionFor({ file_name: file, buffered: true })
    log(exchangeOf({}))
    expect(readFileSync(file, 'utf8')).toBe('')
    clock.ms += 1000
    log(exchangeOf({}))
    expect(readFileSync(file, 'utf8')).toBe(line.repeat(2))
    for (let i = 0; i < 410; i++) log(exchangeOf({}))
    expect(readFileSync(file, 'utf8').length).toBeGreaterThan(16_000)
  })

  test('that cannot be written are told of once a minute', () => {
    const file = fileOf('gone/file')
    lines.length = 0
    expect(() => actionFor({ file_name: file })).toThrow('cannot be written')
    const { log, clock } = actionFor({ file_name: join(folder, 'later') })
    rmSync(folder, { recursive: true })
    log(exchangeOf({}))
    log(exchangeOf({}))
    clock.ms += 60_000
    log(exchangeOf({}))
    expect(lines).toHaveLength(2)
    expect(lines[0]).toContain('are lost')
  })
})
