// The LMDB environment of a store and the databases in it.
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, open, type RootDatabase } from 'lmdb'
import { DnsctlError, fault } from '../base/errors.ts'
import type { LeaseRecord } from '../base/lease-record.ts'
import type { ZoneHead } from './zone-head.ts'
import type { ZoneKey } from './zone-key.ts'

export interface Databases {
  readonly root: RootDatabase<number, string>
  readonly zones: Database<ZoneHead, ZoneKey>
  /** Rows by `rrsetKeyOctets`. */
  readonly rrsets: Database<string, Buffer>
  /** `[zone id, commit, 0]` is an entry's head, the keys after it hold its images in chunks. */
  readonly journal: Database<unknown, number[]>
  /** The zone that each of the last commits changed. */
  readonly commits: Database<ZoneKey, number>
  readonly leases: Database<LeaseRecord, ZoneKey>
  /** What is kept beside zones, by kind and id. */
  readonly resources: Database<unknown, [string, string]>
}

/** Raised when what is stored changes its form. */
const format = 1
/** Every thread of every process that reads at the same time takes one place. */
const maxReaders = 1024

const dataFile = 'data.mdb'

/** Says whether there is a store in a folder; throws `store-unusable` if that cannot be seen, as absent it is empty. */
export function storeExists(path: string): boolean {
  try {
    statSync(join(path, dataFile))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw unusable(path, error as Error)
  }
}

/** Opens the store in a folder; throws `store-missing` unless it exists or may be created. */
export function openDatabases(path: string, create: boolean): Databases {
  if (!create && !storeExists(path)) throw fault('store-missing', `there is no store at ${path}`)
  try {
    return databasesAt(path)
  } catch (error) {
    throw error instanceof DnsctlError ? error : unusable(path, error as Error)
  }
}

/** What LMDB or the system says against the store. */
export const unusable = (path: string, cause: Error): DnsctlError =>
  fault('store-unusable', `the store at ${path}: ${cause.message}`, undefined, { cause })

function databasesAt(path: string): Databases {
  mkdirSync(path, { recursive: true })
  refuseForeignData(join(path, dataFile))
  // `noSubdir` would otherwise be guessed from a dot in the path.
  const root = open<number, string>({ path, noSubdir: false, maxReaders, maxDbs: 8, encoding: 'json' })
  root.readerCheck()
  const found = root.get('format')
  if (found === undefined) root.putSync('format', format)
  else if (found !== format) {
    root.close()
    throw fault('store-unusable', `the store at ${path} has format ${found}; this dnsctl knows ${format}`)
  }
  return {
    root,
    zones: root.openDB({ name: 'zones', encoding: 'json' }),
    rrsets: root.openDB({ name: 'rrsets', encoding: 'string', keyEncoding: 'binary' }),
    journal: root.openDB({ name: 'journal', encoding: 'json' }),
    commits: root.openDB({ name: 'commits', encoding: 'json' }),
    leases: root.openDB({ name: 'leases', encoding: 'json' }),
    resources: root.openDB({ name: 'resources', encoding: 'json' }),
  }
}

/** The magic number in the first page of LMDB's data file. */
const magic = { offset: 24, octets: Buffer.from('dec0efbe', 'hex') }

/** LMDB brings the process down over a file that is not its own, so that is found out here. */
function refuseForeignData(file: string): void {
  if (!existsSync(file) || statSync(file).size === 0) return
  const found = Buffer.alloc(magic.octets.length)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, found, 0, found.length, magic.offset)
  } finally {
    closeSync(descriptor)
  }
  if (!found.equals(magic.octets)) throw new Error(`${dataFile} holds something else`)
}
