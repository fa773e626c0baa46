// Short notation for the contract's tests: RRsets, changes and change sets of example.com.

import { silent } from '../../../src/base/io.ts'
import { type Name, parseName } from '../../../src/dns/name.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import { type RRset, rrsetKey } from '../../../src/dns/rrset.ts'
import type { SerialPolicy } from '../../../src/dns/serial.ts'
import { Fingerprint } from '../../../src/plan/fingerprint.ts'
import type { Change } from '../../../src/plan/plan.ts'
import { movedSince } from '../../../src/providers/checked-commit.ts'
import type { ChangeSet, Provider, WriteContext } from '../../../src/providers/contract.ts'
import type { Lease } from '../../../src/providers/lease/lease.ts'

/** The zone of the tests. */
export const origin = parseName('example.com.')
/** When all changes are made. */
export const now = Date.UTC(2026, 5, 7)

/** An RRset of example.com. with a TTL of 300. */
export const rrset = (owner: string, type: string, ...rdatas: string[]): RRset => ({
  owner: parseName(owner, origin),
  type,
  ttl: 300,
  rdatas: rdatas.map(text => typeOf(type).parse(text)),
})

const place = ({ owner, type }: RRset) => ({ owner, type })
/** A change that creates an RRset. */
export const create = (after: RRset): Change => ({ action: 'create', ...place(after), after })
/** A change that replaces an RRset. */
export const update = (before: RRset, after: RRset): Change => ({
  action: 'update',
  ...place(after),
  before,
  after,
})
/** A change that deletes an RRset. */
export const remove = (before: RRset): Change => ({ action: 'delete', ...place(before), before })

/** A change set that creates example.com. */
export const creation = (rrsets: readonly RRset[], serial: SerialPolicy = 'increment'): ChangeSet => ({
  zone: origin,
  createsZone: true,
  changes: rrsets.map(create),
  serial,
})
/** A change set of example.com. as it is. */
export const change = (...changes: readonly Change[]): ChangeSet => ({
  zone: origin,
  createsZone: false,
  changes,
  serial: 'increment',
})

/** RRsets of most tests. */
export const ns = rrset('@', 'NS', 'ns1.example.com.', 'ns2.example.com.')
export const a = rrset('a', 'A', '192.0.2.1', '192.0.2.2')
export const b = rrset('b', 'A', '192.0.2.3')
export const c = rrset('c', 'TXT', 'hello')
const soaText = (serial: number, minimum = 300) =>
  `ns1.example.com. hostmaster.example.com. ${serial} 7200 3600 1209600 ${minimum}`
/** The SOA that a provider makes by itself, or one with another minimum. */
export const soa = (serial: number, minimum?: number) => ({
  ...rrset('@', 'SOA', soaText(serial, minimum)),
  ttl: 3600,
})

/** Reads a zone, its RRsets in the order of their keys. */
export async function held(provider: Provider, zone: Name = origin): Promise<RRset[]> {
  const rrsets = (await collected(provider.readZone(zone))).flat()
  return rrsets.sort((x, y) => (rrsetKey(x) < rrsetKey(y) ? -1 : 1))
}

/** The fingerprint of RRsets, as plans have it. */
export function fingerprintOf(rrsets: readonly RRset[]): string {
  const fingerprint = new Fingerprint()
  for (const one of rrsets) fingerprint.add(one)
  return fingerprint.digest()
}

/** All that a provider hands out piece by piece. */
export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Terms that wait for nobody. */
export const atOnce = { purpose: 'apply', waitMs: 0 }

/** What a write needs that nobody listens to. */
export const contextOf = (lease: Lease, record: WriteContext['record'] = async () => {}): WriteContext => ({
  lease,
  listener: silent,
  record,
})

/** What of a change set has moved at a provider. */
export const movedAt = async (provider: Provider, changes: ChangeSet) =>
  movedSince(changes, await provider.readRRsets(changes.zone, changes.changes))

export const isSoa = ({ type }: RRset): boolean => type === 'SOA'
