// Gathers the records of a zone, in any order, into RRsets, and remembers where each record stands.
import { type ErrorCode, fault } from '../../base/errors.ts'
import { isAtOrBelow, type Name, sameName } from '../../dns/name.ts'
import type { Rdata, RRType } from '../../dns/rr/define-type.ts'
import type { RRset } from '../../dns/rrset.ts'
import { Zone } from '../../dns/zone.ts'

/** An RRset that is still being filled. */
interface GrowingRRset extends RRset {
  readonly rdatas: Rdata[]
}

/** From so many values on, a set finds duplicates faster than a look at each value. */
const manyValues = 32

/** Told of what is odd about a record that is kept or dropped all the same. */
type OnOddity = (code: ErrorCode, message: string) => void

/** The zone while it is read; it can be looked at any time. */
export class RecordCollector {
  readonly zone: Zone
  readonly #onOddity: OnOddity
  /** The RRset and the position of every record, in the order they came. */
  readonly #rrsets: RRset[] = []
  readonly #positions: number[] = []
  readonly #valueKeys = new Map<RRset, Set<string>>()
  #last: GrowingRRset | undefined
  #firstRecord: Map<RRset, number> | undefined

  constructor(apex: Name, onOddity: OnOddity) {
    this.zone = new Zone(apex)
    this.#onOddity = onOddity
  }

  /** Adds a record; throws where the zone cannot hold it. */
  add(owner: Name, type: RRType, ttl: number, rdata: Rdata, position: number): void {
    const rrset = this.#find(owner, type)
    if (rrset) {
      if (!this.#admits(rrset, type, ttl, rdata)) return
      rrset.rdatas.push(rdata)
    } else this.#start(owner, type, ttl, rdata)
    this.#rrsets.push(this.#last!)
    this.#positions.push(position)
  }

  /** The position of an RRset's value; undefined if it is not there. */
  positionOf(rrset: RRset, value = 0): number | undefined {
    const own = this.zone.get(rrset.owner, rrset.type)
    if (!own) return undefined
    this.#firstRecord ??= firstRecords(this.#rrsets)
    let at = this.#firstRecord.get(own)
    for (let left = value; at !== undefined && left > 0; left--) {
      at = this.#rrsets.indexOf(own, at + 1)
      if (at < 0) return undefined
    }
    return at === undefined ? undefined : this.#positions[at]
  }

  /** The RRset a record belongs to; nearly always the one of the record before, or none. */
  #find(owner: Name, type: RRType): GrowingRRset | undefined {
    const last = this.#last
    if (last?.type === type.name && last.owner === owner) return last
    const found = this.zone.get(owner, type.name) as GrowingRRset | undefined
    if (found) this.#last = found
    return found
  }

  #start(owner: Name, type: RRType, ttl: number, rdata: Rdata): void {
    if (!isAtOrBelow(owner, this.zone.origin))
      throw fault('owner-outside-zone', `${owner} is outside the zone ${this.zone.origin}`)
    if (type.name === 'SOA' && !sameName(owner, this.zone.origin))
      throw fault('bind-soa-misplaced', `${owner} has an SOA, and the zone is ${this.zone.origin}`)
    this.#last = { owner, type: type.name, ttl, rdatas: [rdata] }
    this.zone.add(this.#last)
  }

  /** Says whether the value is new to its RRset. */
  #admits(rrset: GrowingRRset, type: RRType, ttl: number, rdata: Rdata): boolean {
    if (this.#holds(rrset, type, rdata)) {
      this.#onOddity('value-duplicate', `${rrset.owner} ${type.name} ${rdata} is there already`)
      return false
    }
    if (type.singleton)
      throw fault('bind-singleton', `${rrset.owner} has a ${type.name} already: ${rrset.rdatas[0]}`)
    // RRSIGs of one owner cover several sets, each with its own TTL (RFC 4034 §3).
    if (ttl !== rrset.ttl && type.name !== 'RRSIG')
      this.#onOddity(
        'bind-ttl-differs',
        `TTL ${ttl} of ${rrset.owner} ${type.name} ${rdata} is not used: the set has ${rrset.ttl}`,
      )
    return true
  }

  #holds(rrset: GrowingRRset, type: RRType, rdata: Rdata): boolean {
    const { rdatas } = rrset
    if (rdatas.length < manyValues) return rdatas.some(other => isSameValue(type, other, rdata))
    let keys = this.#valueKeys.get(rrset)
    if (!keys) {
      keys = new Set(rdatas.map(type.canonical))
      this.#valueKeys.set(rrset, keys)
    }
    return keys.size === keys.add(type.canonical(rdata)).size
  }
}

/** Values that mean the same differ in letter case at most, so that few need their canonical form. */
function isSameValue(type: RRType, a: Rdata, b: Rdata): boolean {
  if (a === b) return true
  if (a.length !== b.length || a.toLowerCase() !== b.toLowerCase()) return false
  return type.canonical(a) === type.canonical(b)
}

function firstRecords(rrsets: readonly RRset[]): Map<RRset, number> {
  const first = new Map<RRset, number>()
  for (const [index, rrset] of rrsets.entries()) if (!first.has(rrset)) first.set(rrset, index)
  return first
}
