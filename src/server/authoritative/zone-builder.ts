// Builds a zone's snapshot in one pass over its RRsets, which may come in any order.
import { fault } from '../../base/errors.ts'
import { isAtOrBelow, type Name, writeName } from '../../dns/name.ts'
import type { RRTypeName } from '../../dns/rr/define-type.ts'
import { typeOf } from '../../dns/rr/table.ts'
import { SOA } from '../../dns/rr/types/soa.ts'
import type { RRset } from '../../dns/rrset.ts'
import { Arena } from './arena.ts'
import { createEncoder } from './encode-rrset.ts'
import { createLookupName, hashOctet, hashSuffixes, type LookupName } from './lookup-name.ts'
import { createNodeTable } from './node-table.ts'
import { flags, noCut, nodeLayout, type Snapshot } from './snapshot.ts'

export interface ZoneBuilder {
  add(rrset: RRset): void
  /** The snapshot; nothing may be added afterwards. Throws `zone-unservable` without a SOA at the apex. */
  finish(): Snapshot
}

/** Starts a zone; `seed` must be the same in all zones of a server. */
export function createZoneBuilder(origin: Name, seed: number): ZoneBuilder {
  const name = createLookupName()
  loadName(name, origin, seed)
  const { labels } = name
  const apexOctets = name.octets.slice(0, name.starts[labels]! + 1)
  const hash = name.hashes[0]!
  const arena = new Arena()
  const encode = createEncoder(arena, origin)
  const table = createNodeTable(arena, labels)
  const apex = table.ensure(name, 0)
  let negativeSoa = 0
  let serial = 0
  let shallowestCut = noCut
  let records = 0

  function add(rrset: RRset): void {
    if (!isAtOrBelow(rrset.owner, origin))
      throw fault('zone-unservable', `${rrset.owner} is outside the zone ${origin}`)
    const type = typeOf(rrset.type)
    loadName(name, rrset.owner, seed)
    const node = table.ensure(name, 0)
    const rdatas = servedData(rrset)
    if (type.virtual || rdatas.length === 0) return
    append(arena, node, encode(type, rrset.ttl, rdatas))
    records += rdatas.length
    noteType(node, type.name)
    if (node === apex && type.name === 'SOA') noteSoa(rrset)
  }

  /** What a look-up has to know of a node without a walk over its RRsets. */
  function noteType(node: number, type: RRTypeName): void {
    const flag = type === 'NS' && node === apex ? 0 : (flagOfType[type] ?? 0)
    arena.bytes[node + nodeLayout.flags]! |= flag
    if (flag & (flags.cut | flags.dname)) shallowestCut = Math.min(shallowestCut, name.labels - labels)
  }

  function noteSoa(rrset: RRset): void {
    const soa = SOA.toFields(rrset.rdatas[0]!)
    serial = soa.serial
    negativeSoa = encode(typeOf('SOA'), Math.min(rrset.ttl, soa.minimum), rrset.rdatas)
  }

  function finish(): Snapshot {
    if (negativeSoa === 0) throw fault('zone-unservable', `${origin} has no SOA`)
    arena.trim()
    const { bytes, halves, words } = arena
    const { slots, nodes } = table.finish()
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
    }
  }

  return { add, finish }
}

const flagOfType: Readonly<Record<RRTypeName, number>> = {
  NS: flags.cut,
  DNAME: flags.dname,
  CNAME: flags.alias,
}

/** The data that is answered. Of an RRset with a routing policy that is the first set's. */
const servedData = ({ rdatas, policy }: RRset): RRset['rdatas'] =>
  rdatas.length > 0 ? rdatas : (policy?.sets[0]?.rdatas ?? [])

/** Makes an RRset the last one of its node. */
function append({ words }: Arena, node: number, rrset: number): void {
  let last = node
  while (words[last >> 2] !== 0) last = words[last >> 2]!
  words[last >> 2] = rrset
}

function loadName(name: LookupName, text: Name, seed: number): void {
  const { octets, starts, hashes } = name
  const end = writeName(text.toLowerCase() as Name, octets, 0) - 1
  let labels = 0
  for (let at = 0; at < end; labels++) {
    starts[labels] = at
    let hash = seed
    for (const labelEnd = at + octets[at]!; at <= labelEnd; at++) hash = hashOctet(hash, octets[at]!)
    hashes[labels] = hash
  }
  starts[labels] = end
  name.labels = labels
  hashSuffixes(name, seed)
}
