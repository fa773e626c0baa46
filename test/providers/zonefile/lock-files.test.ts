import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import type { LeaseRecord } from '../../../src/base/lease-record.ts'
import { type Gate, removeFile, replaceFile } from '../../../src/base/replace-file.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { Lease, LeaseRegister } from '../../../src/providers/lease/lease.ts'
import { closeGate, leaseGate } from '../../../src/providers/zonefile/lease-gate.ts'
import { lockFiles } from '../../../src/providers/zonefile/lock-files.ts'

const zone = parseName('example.com.')
const leaseMs = 60_000
const lease = (id: string, expires = 1000): LeaseRecord => ({
  token: 5,
  id,
  holder: { pid: 7, host: 'runner', user: 'ci' },
  purpose: 'apply',
  since: 0,
  expires,
})
const mine = lease('mine')
const theirs = lease('theirs')

let folder: string
let revoked: string[]
let register: LeaseRegister
const locks = () => join(folder, 'locks')
const lock = (number: number, text: string) => {
  mkdirSync(locks(), { recursive: true })
  writeFileSync(join(locks(), String(number)), text)
}
const lockOf = (record: LeaseRecord | null) => `${JSON.stringify(record)}\n`
const open = (): LeaseRegister =>
  lockFiles({
    folderOf: () => locks(),
    leaseMs,
    revoke: async (_zone, { id }) => void revoked.push(id),
  })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-locks-'))
  revoked = []
  register = open()
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the file of the highest number', () => {
  test.each<[string, (string | undefined)[], LeaseRecord | undefined]>([
    ['is not there', [], undefined],
    ['names the holder', [lockOf(mine)], mine],
    ['names another one than the file before', [lockOf(theirs), lockOf(mine)], mine],
    ['says that nobody holds it', [lockOf(theirs), lockOf(null)], undefined],
    ['is the tenth', [...Array(8).fill(undefined), lockOf(theirs), lockOf(mine)], mine],
  ])('%s', async (_what, texts, held) => {
    texts.forEach((text, i) => {
      if (text !== undefined) lock(i + 1, text)
    })
    expect(await register.read(zone)).toEqual(held)
  })

  test.each([
    ['is empty', ''],
    ['breaks off', lockOf(mine).slice(0, -1)],
    ['holds something else', '{"token":"1"}\n'],
    ['has an id that leads elsewhere', lockOf({ ...mine, id: '../x' })],
  ])('that %s holds others off for the life of a lease', async (_what, text) => {
    lock(3, text)
    utimesSync(join(locks(), '3'), 1000, 1000)
    const held = await register.read(zone)
    expect(held).toMatchObject({
      since: 1_000_000,
      expires: 1_000_000 + leaseMs,
      holder: { user: 'unknown' },
    })
    expect(await register.swap(zone, held, mine)).toBe(true)
    expect(await register.read(zone)).toEqual(mine)
    expect(revoked).toEqual(['unreadable-3'])
  })

  it('is the only one that stays, and its number never comes again', async () => {
    await register.swap(zone, undefined, mine)
    await register.swap(zone, mine, undefined)
    await register.swap(zone, undefined, theirs)
    expect(readdirSync(locks())).toEqual(['3'])
    expect(await register.swap(zone, mine, undefined)).toBe(false)
    expect(readdirSync(locks())).toEqual(['3'])
  })

  it('is looked for in vain without a trace', async () => {
    expect(await register.read(zone)).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a swap', () => {
  it.each([
    ['another holder', [mine, theirs], ['mine']],
    ['a renewal', [mine, lease('mine', 2000)], []],
    ['nobody', [mine, undefined], ['mine']],
  ] as const)('for %s stops what the one before was about to do', async (_what, [seen, next], stopped) => {
    await register.swap(zone, undefined, seen)
    expect(await register.swap(zone, seen, next)).toBe(true)
    expect(revoked).toEqual(stopped)
  })

  it('stops also those who were before one that was killed in the middle', async () => {
    lock(7, lockOf(theirs))
    lock(8, lockOf(mine))
    expect(await register.swap(zone, mine, lease('next'))).toBe(true)
    expect(revoked).toEqual(['theirs', 'mine'])
    expect(readdirSync(locks())).toEqual(['9'])
  })

  it('of a process that stood still while two others came finds its number used up', async () => {
    lock(5, lockOf(mine))
    const seen = {
      ...mine,
      /** Compared once the newest file was read, and before the next one is made. */
      get expires() {
        rmSync(join(locks(), '5'))
        lock(7, lockOf(theirs))
        return mine.expires
      },
    }
    expect(await register.swap(zone, seen, lease('mine', 2000))).toBe(false)
    expect(await register.read(zone)).toEqual(theirs)
    expect(readdirSync(locks())).toEqual(['7'])
  })

  it('succeeds for one of many at once', async () => {
    let seen: LeaseRecord | undefined
    for (let round = 0; round < 10; round++) {
      const contenders = Array.from({ length: 6 }, (_, i) => lease(`${round}-${i}`))
      const swaps = contenders.map(next => open().swap(zone, seen, next))
      const winners = (await Promise.all(swaps)).flatMap((isSwapped, i) =>
        isSwapped ? [contenders[i]!] : [],
      )
      expect(winners.length).toBe(1)
      seen = await register.read(zone)
      expect(seen).toEqual(winners[0])
    }
  })

  it('that the disk does not take is a fault that names the folder', async () => {
    writeFileSync(locks(), 'in the way')
    await expect(register.swap(zone, undefined, mine)).rejects.toThrow(
      `the lock in ${locks()} cannot be written: ENOTDIR`,
    )
  })
})

describe('the gate of a lease', () => {
  const file = () => join(folder, 'zone')
  const held: Lease = { zone, token: mine.token, record: () => mine, assertHeld: () => {} }
  /** Somebody takes the lease over right after the holder has looked for the last time. */
  const overtaken = (): Gate => {
    const gate = leaseGate(register, held)
    let isTaken = false
    return {
      ...gate,
      async check() {
        await gate.check()
        if (isTaken) return
        isTaken = true
        expect(await register.swap(zone, mine, theirs)).toBe(true)
      },
    }
  }
  beforeEach(async () => {
    register = lockFiles({
      folderOf: () => locks(),
      leaseMs,
      revoke: (_zone, ended) => closeGate(file(), ended),
    })
    writeFileSync(file(), 'old')
    await register.swap(zone, undefined, mine)
  })

  const changes: [string, (gate: Gate) => Promise<void>, string[]][] = [
    ['replaced', gate => replaceFile(file(), 'new', 0o644, gate), ['zone']],
    ['removed', gate => removeFile(file(), gate), []],
  ]

  test.each(changes)('lets the file be %s by its holder', async (_what, change, left) => {
    await change(leaseGate(register, held))
    expect(readdirSync(folder).filter(name => name !== 'locks')).toEqual(left)
  })

  test.each(changes)('keeps it from being %s by one who lost the lease', async (_what, change) => {
    await register.swap(zone, mine, undefined)
    await expect(change(leaseGate(register, held))).rejects.toThrow(
      'lease-lost: the lock of example.com. is lost',
    )
    expect(readFileSync(file(), 'utf8')).toBe('old')
  })

  test.each(changes)(
    'keeps it from being %s by one who loses the lease in the last moment',
    async (_what, change) => {
      await expect(change(overtaken())).rejects.toThrow(
        'lease-lost: the lock of example.com. is lost: ci@runner has',
      )
      expect(readFileSync(file(), 'utf8')).toBe('old')
      expect(readdirSync(folder).sort()).toEqual(['locks', 'zone'])
    },
  )

  test.each(changes)('keeps a file behind a link from being %s in the last moment', async (_what, change) => {
    mkdirSync(join(folder, 'elsewhere'))
    writeFileSync(join(folder, 'elsewhere', 'file'), 'old')
    rmSync(file())
    symlinkSync(join('elsewhere', 'file'), file())
    await expect(change(overtaken())).rejects.toThrow('lease-lost')
    expect(readFileSync(file(), 'utf8')).toBe('old')
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['file'])
  })
})
