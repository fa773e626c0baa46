import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { type Databases, openDatabases } from '../../src/store/databases.ts'
import { addEntry, entries, trimJournal } from '../../src/store/journal.ts'
import type { JournalSize } from '../../src/store/zone-head.ts'

const zone = parseName('example.com.')
const time = '2026-01-01T00:00:00.000Z'

let folder: string
let databases: Databases
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-journal-'))
  databases = openDatabases(folder, true)
})
afterEach(async () => {
  await databases.root.close()
  rmSync(folder, { recursive: true })
})

/** Writes the first `count` commits of a zone, each said to have so many images. */
function write(zoneId: number, count: number, images: number): JournalSize {
  return databases.root.transactionSync(() => {
    let size: JournalSize = { entries: 0, images: 0 }
    for (let commit = 1; commit <= count; commit++) {
      addEntry(databases, zoneId, { commit, zone, serial: commit, time, who: 'me@here', images }, [{}])
      size = trimJournal(databases, zoneId, { entries: size.entries + 1, images: size.images + images })
    }
    return size
  })
}
const serials = (zoneId: number) => [...entries(databases, zoneId)].map(({ serial }) => serial)

test('a zone keeps its newest 1000 entries', () => {
  write(1, 2, 0)
  expect(write(2, 1003, 2)).toEqual({ entries: 1000, images: 2000 })
  expect(serials(2)).toEqual(Array.from({ length: 1000 }, (_, i) => 1003 - i))
  expect(serials(1)).toEqual([2, 1])
  expect(databases.journal.getCount()).toBe(2004)
})

test('a zone keeps its newest million images', () => {
  expect(write(1, 5, 400_000)).toEqual({ entries: 2, images: 800_000 })
  expect(serials(1)).toEqual([5, 4])
})

test('the newest entry stays, whatever its length', () => {
  expect(write(1, 2, 2_000_000)).toEqual({ entries: 1, images: 2_000_000 })
  expect(serials(1)).toEqual([2])
})
