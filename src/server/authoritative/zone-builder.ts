// Builds a zone's snapshot from RRsets in any order, or from an older snapshot and what has changed since.
import { fault } from '../../base/errors.ts'
import { isAtOrBelow, type Name } from '../../dns/name.ts'
import type { RRType, RRTypeName } from '../../dns/rr/define-type.ts'
import { typeOf } from '../../dns/rr/table.ts'
import { RRSIG } from '../../dns/rr/types/rrsig.ts'
import { SOA } from '../../dns/rr/types/soa.ts'
import type { RRset } from '../../dns/rrset.ts'
import { Arena } from './arena.ts'
import { createCheckTable } from './check-table.ts'
import { chooserLayout, isChooser } from './chooser-layout.ts'
import { createPolicyCompiler } from './compile-policy.ts'
import { createEncoder } from './encode-rrset.ts'
import { createLookupName, loadName } from './lookup-name.ts'
import { abandon, link, unlink } from './node-rrsets.ts'
import { createNodeTable } from './node-table.ts'
import { findRRset, flags, noCut, nodeLayout, rrsetLayout, type Snapshot } from './snapshot.ts'

export interface ZoneBuilder {
  /** Adds an RRset, in place of the one of the same name and type if there is one. */
  put(rrset: RRset): void
  /** Removes an RRset if it is there, and names that are left with nothing. */
  delete(owner: Name, type: RRTypeName): void
  /** The snapshot; nothing may be changed afterwards. Throws `zone-unservable` without a SOA at the apex. */
  finish(): Snapshot
}

/**
 * Starts a zone, from a copy of a snapshot if there is one; `seed` must be the same in all zones of a server. The
 * memory of a snapshot that nobody answers from any more may be used anew.
 */
export function createZoneBuilder(
  origin: Name,
  seed: number,
  from?: Snapshot,
  spare?: Snapshot,
): ZoneBuilder {
  const name = createLookupName()
  loadName(name, origin, seed)
  const { labels } = name
  const apexOctets = name.octets.slice(0, name.starts[labels]! + 1)
  const hash = name.hashes[0]!
  const arena = new Arena(from, spare?.bytes)
  const encode = createEncoder(arena)
  const checks = createCheckTable(from)
  const policies = createPolicyCompiler(arena, encode, checks)
  const table = createNodeTable(arena, labels, from, spare?.slots)
  const apex = table.ensure(name, 0)
  let negativeSoa = from?.negativeSoa ?? 0
  let serial = from?.serial ?? 0
  let shallowestCut = from?.shallowestCut ?? noCut
  let records = from?.records ?? 0

  function put(rrset: RRset): void {
    if (!isAtOrBelow(rrset.owner, origin))
      throw fault('zone-unservable', `${rrset.owner} is outside the zone ${origin}`)
    if (isOfHashedName(rrset)) return remove(rrset.owner, rrset.type)
    const type = typeOf(rrset.type)
    loadName(name, rrset.owner, seed)
    const node = table.ensure(name, 0)
    const old = findRRset(arena, node, type.code)
    if (old !== 0) drop(node, old, type.name)
    const compiled = type.virtual ? 0 : compile(rrset, type)
    if (compiled === 0) return
    link(arena, node, compiled)
    records += recordsAt(compiled)
    noteType(node, type.name)
    if (node === apex && type.name === 'SOA') noteSoa(rrset)
  }

  /** The offset of an RRset, or of what chooses among its sets; 0 if it has nothing. */
  function compile(rrset: RRset, type: RRType): number {
    if (isChosen(rrset)) return policies.compile(rrset, type)
    const rdatas = servedData(rrset)
    return rdatas.length === 0 ? 0 : encode(rrset.owner, type, rrset.ttl, rdatas)
  }

  const recordsAt = (rrset: number): number =>
    isChooser(arena, rrset)
      ? arena.words[(rrset + chooserLayout.records) >> 2]!
      : arena.halves[(rrset + rrsetLayout.count) >> 1]!

  function remove(owner: Name, typeName: RRTypeName): void {
    const type = typeOf(typeName)
    loadName(name, owner, seed)
    const node = table.find(name, 0)
    if (node === 0) return
    const rrset = findRRset(arena, node, type.code)
    if (rrset !== 0) drop(node, rrset, type.name)
    table.prune(name, 0)
  }

  function drop(node: number, rrset: number, type: RRTypeName): void {
    unlink(arena, node, rrset)
    records -= recordsAt(rrset)
    if (isChooser(arena, rrset)) policies.release(rrset)
    arena.bytes[node + nodeLayout.flags]! &= ~flagOf(node, type)
    if (node !== apex || type !== 'SOA') return
    abandon(arena, negativeSoa)
    negativeSoa = 0
  }

  /** What a look-up has to know of a node without a walk over its RRsets. */
  function noteType(node: number, type: RRTypeName): void {
    const flag = flagOf(node, type)
    arena.bytes[node + nodeLayout.flags]! |= flag
    // A cut that goes again leaves it as it is: look-ups then go a longer way to the same answers.
    if (flag & (flags.cut | flags.dname)) shallowestCut = Math.min(shallowestCut, name.labels - labels)
  }

  const flagOf = (node: number, type: RRTypeName): number =>
    type === 'NS' && node === apex ? 0 : (flagOfType[type] ?? 0)

  function noteSoa(rrset: RRset): void {
    const soa = SOA.toFields(rrset.rdatas[0]!)
    serial = soa.serial
    negativeSoa = encode(origin, typeOf('SOA'), Math.min(rrset.ttl, soa.minimum), rrset.rdatas)
  }

  function finish(): Snapshot {
    if (negativeSoa === 0) throw fault('zone-unservable', `${origin} has no SOA`)
    if (!from && (!spare || 2 * arena.used < arena.bytes.length)) arena.trim()
    const { bytes, halves, words, used, waste } = arena
    const { slots, nodes } = table
    return {
      origin: apexOctets,
      labels,
      hash,
      seed,
      slots,
      bytes,
      halves,
      words,
      apex,
      negativeSoa,
      shallowestCut,
      serial,
      nodes,
      records,
      used,
      waste,
      ...checks.finish(),
    }
  }

  return { put, delete: remove, finish }
}

const flagOfType: Readonly<Record<RRTypeName, number>> = {
  NS: flags.cut,
  DNAME: flags.dname,
  CNAME: flags.alias,
}

/** NSEC3 and what signs it make no name: who asks for theirs finds what is there without them (RFC 5155 §7.2.8). */
const isOfHashedName = ({ type, rdatas }: RRset): boolean =>
  type === 'NSEC3' ||
  (type === 'RRSIG' && rdatas.every(rdata => RRSIG.toFields(rdata).typeCovered === 'NSEC3'))

/** Zones and cuts are as they are for everyone; a policy for their types, which no provider has, counts for nothing. */
const unroutable: ReadonlySet<RRTypeName> = new Set(['SOA', 'NS', 'DS', 'DNAME'])

const isChosen = ({ type, rdatas, policy, alias }: RRset): boolean =>
  rdatas.length === 0 && (policy !== undefined || alias !== undefined) && !unroutable.has(type)

/** The data that is answered; without a choice, those of a policy's first set. */
const servedData = ({ rdatas, policy }: RRset): RRset['rdatas'] =>
  rdatas.length > 0 ? rdatas : (policy?.sets[0]?.rdatas ?? [])
