// Encodes an RRset as an answer will have it, so that answering is copying; the layout is drawn in snapshot.ts.
import { fault } from '../../base/errors.ts'
import { type Name, parentOf } from '../../dns/name.ts'
import type { Rdata, RRType } from '../../dns/rr/define-type.ts'
import type { FieldKind } from '../../dns/rr/field-kind.ts'
import { WireWriter } from '../../dns/wire/writer.ts'
import type { Arena } from './arena.ts'
import { classes } from './codes.ts'
import { largestOpt } from './opt.ts'
import { headerOctets, maxTcpOctets } from './sizes.ts'
import { noTarget, rrsetForms, rrsetLayout } from './snapshot.ts'

/** Encodes an RRset into the arena and returns its offset; the owner is not stored. */
export type EncodeRRset = (owner: Name, type: RRType, ttl: number, rdatas: readonly Rdata[]) => number

/**
 * Records are encoded as if they stood this far in a message, as no answer has its pointers farther back: 16 aliases
 * of at most 536 octets, behind the question. So every pointer made here can be made in any answer.
 */
export const farthestPlace = 12_288

/** A name of 255 octets, type and class. */
const largestQuestion = 255 + 4

/** What the largest question and EDNS leave of the largest message. */
const maxRecords = maxTcpOctets - headerOctets - largestQuestion - largestOpt

const pointerToOwner = 0xc00c
/** Marks a pointer that counts octets from the first record, not the labels that it has in common with the owner. */
const fromRecords = 0x4000

export function createEncoder(arena: Arena): EncodeRRset {
  const wire = new WireWriter({ compress: true, size: 2 * farthestPlace, limit: Number.POSITIVE_INFINITY })
  wire.bytes(new Uint8Array(farthestPlace))
  let start = wire.length
  const pointers: number[] = []
  let target = noTarget
  let isOwnerTarget = false

  return (owner, type, ttl, rdatas) => {
    begin(owner, type)
    pointers.length = 0
    target = noTarget
    isOwnerTarget = false
    const isNamed = fieldsOf(type).some(([, kind]) => kind.name)
    for (const [index, rdata] of rdatas.entries()) {
      wire.u16(pointerToOwner)
      wire.u16(type.code)
      wire.u16(classes.IN)
      wire.u32(ttl)
      const lengthAt = wire.length
      wire.u16(0)
      if (isNamed) writeFields(type, rdata, index)
      else type.writeWire(wire, rdata)
      wire.patchU16(lengthAt, wire.length - lengthAt - 2)
    }
    if (wire.length - start > maxRecords)
      throw fault(
        'zone-unservable',
        `the ${type.name} of ${owner} take ${wire.length - start} octets; no message holds them`,
      )
    return store(type, rdatas.length)
  }

  /** Names in record data may point to the owner's suffixes; what a wildcard stands for has all but the asterisk. */
  function begin(owner: Name, type: RRType): void {
    wire.cut(farthestPlace)
    if (fieldsOf(type).some(([, kind]) => kind.name?.compress))
      wire.name(owner.startsWith('*.') ? parentOf(owner) : owner)
    start = wire.length
  }

  function writeFields(type: RRType, rdata: Rdata, index: number): void {
    const value = type.toFields(rdata)
    const dataAt = wire.length
    for (const [field, kind] of fieldsOf(type)) {
      const at = wire.length
      kind.writeWire(wire, value[field], value)
      // One place serves for the RRset; where it differs from record to record, no addresses go along.
      if (kind.name?.additional) target = index === 0 || target === at - dataAt ? at - dataAt : noTarget
      if (value[field] === '.' && kind.name?.rootIsOwner?.(value)) isOwnerTarget = true
      if (kind.name?.compress) notePointer(at)
    }
  }

  /** A name that was just written ends with a pointer or with the root. */
  function notePointer(nameAt: number): void {
    const octets = wire.finish()
    let at = nameAt
    while (octets[at]! > 0 && octets[at]! < 0xc0) at += octets[at]! + 1
    if (octets[at] === 0) return
    const place = ((octets[at]! & 0x3f) << 8) | octets[at + 1]!
    wire.patchU16(at, place < start ? countLabels(octets, place) : fromRecords | (place - start))
    pointers.push(at - start)
  }

  function store(type: RRType, count: number): number {
    const records = wire.finish().subarray(start)
    const pointersAt = (records.length + 1) & ~1
    const rrset = arena.reserve(rrsetLayout.records + pointersAt + 2 * pointers.length)
    const { bytes, halves, words } = arena
    words[(rrset + rrsetLayout.next) >> 2] = 0
    words[(rrset + rrsetLayout.length) >> 2] = records.length
    halves[(rrset + rrsetLayout.type) >> 1] = type.code
    halves[(rrset + rrsetLayout.count) >> 1] = count
    halves[(rrset + rrsetLayout.pointers) >> 1] = pointers.length
    bytes[rrset + rrsetLayout.target] = target
    bytes[rrset + rrsetLayout.form] = isOwnerTarget ? rrsetForms.ownerTarget : rrsetForms.plain
    bytes.set(records, rrset + rrsetLayout.records)
    halves.set(pointers, (rrset + rrsetLayout.records + pointersAt) >> 1)
    return rrset
  }
}

function countLabels(octets: Uint8Array, place: number): number {
  let labels = 0
  for (let at = place; octets[at]! > 0; at += octets[at]! + 1) labels++
  return labels
}

type NamedField = readonly [string, FieldKind<unknown>]

const fieldsOfType = new WeakMap<RRType, readonly NamedField[]>()

function fieldsOf(type: RRType): readonly NamedField[] {
  let fields = fieldsOfType.get(type)
  if (!fields) {
    fields = Object.entries(type.fields)
    fieldsOfType.set(type, fields)
  }
  return fields
}
