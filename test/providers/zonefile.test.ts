import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { type Event, type Listener, silent } from '../../src/base/io.ts'
import type { LeaseRecord } from '../../src/base/lease-record.ts'
import { ownIdentity } from '../../src/base/process-identity.ts'
import { parseName } from '../../src/dns/name.ts'
import { serialOf } from '../../src/dns/soa.ts'
import type { ChangeSet, Provider, WriteContext } from '../../src/providers/contract.ts'
import { fileNameOf, originOf } from '../../src/providers/zonefile/file-name.ts'
import { zonefile } from '../../src/providers/zonefile/index.ts'
import type { ZonefileSettings } from '../../src/providers/zonefile/settings.ts'
import { openStore } from '../../src/store/store.ts'
import { atOnce, contextOf } from './contract/notation.ts'
import { change, create, creation, fingerprintOf, held, rrset, testContract } from './contract-suite.ts'

const contractSettings = { directory: 'zones', pattern: '%s.zone' }
testContract('zonefile', {
  open: dependencies => zonefile.open(contractSettings, dependencies),
  capabilities: zonefile.capabilities(contractSettings),
})

const origin = parseName('example.com.')
const ns = rrset('@', 'NS', 'ns1.example.com.')
const a = rrset('a', 'A', '192.0.2.1')

let folder: string
let provider: Provider
const open = (settings: Partial<ZonefileSettings> = {}) =>
  zonefile.open(
    { directory: '.', pattern: 'db.%s', ...settings },
    { name: 'files', clock: Date.now, baseDir: folder },
  )
const write = <T>(work: (context: WriteContext) => Promise<T>, listener: Listener = silent): Promise<T> =>
  provider.withLease(origin, atOnce, lease => work({ ...contextOf(lease), listener }))
const apply = (changes: ChangeSet) => write(context => provider.apply(changes, context))
const file = () => join(folder, 'db.example.com')
/** Through which the file comes and goes while a lease is held. */
const gateOf = (id: string) => join(folder, `.db.example.com.${id}`)
const leaseOfGone: LeaseRecord = {
  token: 1,
  id: 'dead',
  holder: { ...ownIdentity(), started: '0' },
  purpose: 'apply',
  since: Date.now(),
  expires: Date.now() + 60_000,
}
const files = () => readdirSync(folder).filter(name => name !== '.dnsctl')
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-zonefile-'))
  provider = await open()
})
afterEach(async () => {
  await provider.close()
  rmSync(folder, { recursive: true })
})

describe('file names', () => {
  test.each([
    ['example.com.', '%s.zone', 'example.com.zone'],
    ['Example.COM.', 'db.%s', 'db.example.com'],
    ['0/25.2.0.192.in-addr.arpa.', '%s', '0%2F25.2.0.192.in-addr.arpa'],
    ['a\\.b.example.', '%s.zone', 'a%5C.b.example.zone'],
    ['.', '%s.zone', '%2E.zone'],
  ])('%s by %s is %s', (text, pattern, name) => {
    const zone = parseName(text)
    expect(fileNameOf(zone, pattern)).toBe(name)
    expect(originOf(name, pattern)).toBe(zone.toLowerCase())
  })

  test.each(['example.com', '.zone', 'Example.com.zone', '%.zone', 'a..b.zone', '.example.com.zone.new'])(
    '%s is no zone’s',
    name => {
      expect(originOf(name, '%s.zone')).toBeUndefined()
    },
  )
})

describe('a file', () => {
  it('whose place a folder has is a fault that names it', async () => {
    mkdirSync(file())
    await expect(held(provider)).rejects.toThrow(`file-unreadable: ${file()} cannot be read: EISDIR`)
  })

  it('that a person wrote is read, and changed where the plan says', async () => {
    writeFileSync(
      file(),
      '$TTL 300\n@ IN SOA ns1 hostmaster 7 1h 1h 2w 5m ; mine\n@ NS ns1\na A 192.0.2.1\nb A 192.0.2.2\n',
    )
    const applied = await apply(change({ action: 'delete', owner: a.owner, type: 'A', before: a }))
    expect(applied.serial).toBe(8)
    expect((await held(provider)).map(({ owner, type }) => `${owner} ${type}`)).toEqual([
      'b.example.com. A',
      'example.com. NS',
      'example.com. SOA',
    ])
  })

  it('that cannot be read whole is neither read nor written', async () => {
    writeFileSync(file(), '@ 300 IN SOA ns1 hostmaster 7 1h 1h 2w 5m\na 300 A 192.0.2.300\n')
    const before = readFileSync(file(), 'utf8')
    await expect(held(provider)).rejects.toThrow(`${file()}:2:`)
    await expect(apply(change(create(ns)))).rejects.toThrow(`${file()}:2:`)
    expect(readFileSync(file(), 'utf8')).toBe(before)
  })

  it('keeps its mode, and a link to it stays a link', async () => {
    mkdirSync(join(folder, 'elsewhere'))
    const target = join(folder, 'elsewhere', 'zone')
    await apply(creation([ns]))
    writeFileSync(target, readFileSync(file()))
    chmodSync(target, 0o640)
    rmSync(file())
    symlinkSync(target, file())
    await apply(change(create(a)))
    expect(statSync(target).mode & 0o777).toBe(0o640)
    expect(readFileSync(target, 'utf8')).toContain('192.0.2.1')
    expect(files()).toEqual(['db.example.com', 'elsewhere'])
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['zone'])
  })

  it('is whole if the writer dies before the new one takes its place', async () => {
    await apply(creation([ns, a]))
    const before = readFileSync(file(), 'utf8')
    const state = openStore(join(folder, '.dnsctl'), { create: false, clock: Date.now })
    await state.announce(origin, 1, { images: [{ before: a }], serial: 2 })
    const locks = join(folder, '.dnsctl', 'locks', 'db.example.com')
    writeFileSync(join(locks, '9'), `${JSON.stringify(leaseOfGone)}\n`)
    mkdirSync(gateOf('dead'))
    writeFileSync(join(gateOf('dead'), 'new'), before.slice(0, 50))
    expect((await held(provider)).length).toBe(3)
    expect(readFileSync(file(), 'utf8')).toBe(before)

    await apply(change(create(rrset('b', 'A', '192.0.2.2'))))
    expect(files()).toEqual(['db.example.com'])
    expect([...state.journal(origin)].map(entry => [entry.serial, entry.state])).toEqual([
      [2, undefined],
      [2, 'abandoned'],
      [1, undefined],
    ])
    await state.close()
  })

  it('counts as written if the writer dies right after that', async () => {
    await apply(creation([ns, a]))
    const state = openStore(join(folder, '.dnsctl'), { create: false, clock: Date.now })
    await state.announce(origin, 1, { images: [{ before: a }], serial: 2 })
    writeFileSync(file(), readFileSync(file(), 'utf8').replace(/\b1( 7200|\s*;)/, '2$1'))
    const soa = (await held(provider)).find(({ type }) => type === 'SOA')!
    expect(serialOf(soa)).toBe(2)
    await apply(change(create(rrset('b', 'A', '192.0.2.2'))))
    expect([...state.journal(origin)].map(({ state }) => state)).toEqual([undefined, undefined, undefined])
    await state.close()
  })

  it('that cannot be written is left as it is', async () => {
    await apply(creation([ns, a]))
    const before = readFileSync(file(), 'utf8')
    const spoilt = write(context => {
      mkdirSync(join(gateOf(context.lease.record().id), 'new'), { recursive: true })
      return provider.apply(change(create(rrset('b', 'A', '192.0.2.2'))), context)
    })
    await expect(spoilt).rejects.toThrow('file-unwritable')
    expect(readFileSync(file(), 'utf8')).toBe(before)
    expect(files()).toEqual(['db.example.com'])
  })
})

describe('a zone that is deleted', () => {
  const away = async (listener: Listener = silent) => {
    const expected = fingerprintOf(await held(provider))
    return write(context => provider.deleteZone(origin, expected, context), listener)
  }
  const openState = () => openStore(join(folder, '.dnsctl'), { create: false, clock: Date.now })

  it('has left all that it held in the journal', async () => {
    await apply(creation([ns, a]))
    await away()
    expect(files()).toEqual([])
    const state = openState()
    const [newest, ...others] = state.journal(origin)
    expect(newest).toMatchObject({ deletes: true, oldSerial: 1 })
    expect(newest?.state).toBeUndefined()
    expect(others.length).toBe(1)
    const images = [...state.images(newest!)]
    expect(images.map(({ before, after }) => [before?.type, after]).sort()).toEqual([
      ['A', undefined],
      ['NS', undefined],
      ['SOA', undefined],
    ])
    await state.close()
    expect(await apply(creation([ns]))).toMatchObject({ serial: 1 })
  })

  it('is there if the machine stopped before its file was removed', async () => {
    await apply(creation([ns]))
    const state = openState()
    await state.announce(origin, 1, { images: [{ before: ns }], serial: 1 }, true)
    await apply(change(create(a)))
    expect([...state.journal(origin)].map(entry => [entry.deletes, entry.state])).toEqual([
      [undefined, undefined],
      [true, 'abandoned'],
      [undefined, undefined],
    ])
    await state.close()
  })

  it('counts as deleted if the machine stops right after that', async () => {
    await apply(creation([ns, a]))
    const state = openState()
    await state.announce(origin, 1, { images: [{ before: ns }, { before: a }], serial: 1 }, true)
    rmSync(file())
    await apply(creation([ns]))
    expect([...state.journal(origin)].map(entry => [entry.deletes, entry.state])).toEqual([
      [undefined, undefined],
      [true, undefined],
      [undefined, undefined],
    ])
    await state.close()
  })

  it('is told to the server, as is one that is created', async () => {
    const events: Event[] = []
    const listener = (event: Event) => void events.push(event)
    provider = await open({
      reload: [process.execPath, '-e', 'process.exit(process.argv[1].length)', '{zone}'],
    })
    await write(context => provider.createZone(origin, context), listener)
    await away(listener)
    expect(events).toMatchObject([
      { kind: 'problem', problem: { code: 'reload-failed' } },
      { kind: 'problem', problem: { code: 'reload-failed' } },
    ])
    expect(files()).toEqual([])
  })
})

describe('reload', () => {
  const script = (text: string): [string, ...string[]] => [process.execPath, '-e', text, '{zone}', '{file}']

  it('runs once the file is there', async () => {
    const copy = 'require("fs").copyFileSync(process.argv[2], process.argv[1])'
    provider = await open({ reload: [process.execPath, '-e', copy, join(folder, '{zone}.copy'), '{file}'] })
    expect(await apply(creation([ns]))).toMatchObject({ serial: 1, problems: [] })
    expect(readFileSync(join(folder, 'example.com.copy'))).toEqual(readFileSync(file()))
  })

  it('that fails is told, and the file stays', async () => {
    provider = await open({ reload: script('console.error("no such zone"); process.exit(1)') })
    const { problems } = await apply(creation([ns]))
    expect(problems).toEqual([
      {
        code: 'reload-failed',
        severity: 'warning',
        message: `example.com. has changed, but "${process.execPath}" failed: no such zone`,
      },
    ])
    expect((await held(provider)).length).toBe(2)
  })
})
