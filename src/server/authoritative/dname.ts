// DNAME: renames all that lies below it; the CNAME made for the name goes along (RFC 6672 §3).
import { follow } from './alias.ts'
import { rcodes, types } from './codes.ts'
import { type Exchange, maxAliases, sections } from './exchange.ts'
import { nextRecord, putRRset, setPointer } from './put.ts'
import { findRRset, recordHead } from './snapshot.ts'

const maxNameOctets = 255

/** Puts the DNAME of `x.node` and the CNAME that follows from it; true if its target is to be looked up next. */
export function followDname(x: Exchange): boolean {
  if (x.aliases === maxAliases) return false
  const dname = putDname(x)
  if (dname === 0) return false
  const prefix = x.name.starts[x.label]!
  if (prefix + nextRecord(x.message, dname) - (dname + recordHead) > maxNameOctets) {
    x.rcode = rcodes.YXDOMAIN
    return false
  }
  const cname = x.end
  if (!putCname(x, dname, prefix)) return false
  x.dnameNodes[x.aliases] = x.node
  x.dnamePlaces[x.aliases] = dname
  // The CNAME is what a query for the CNAME wanted; as for other types, it is looked up further.
  return follow(x, cname + recordHead) && x.type !== types.CNAME
}

/** The place of the DNAME record; 0 if it does not fit. One that is met again is not put again. */
function putDname(x: Exchange): number {
  for (let i = 0; i < x.aliases; i++) if (x.dnameNodes[i] === x.node) return x.dnamePlaces[i]!
  const rrset = findRRset(x.zone, x.node, types.DNAME)
  if (putRRset(x, sections.answer, rrset, x.name, x.label)) return x.recordsPlace
  x.isTruncated = true
  return 0
}

/** The CNAME has the DNAME's TTL; its data are the labels before the DNAME's owner, then a pointer. */
function putCname(x: Exchange, dname: number, prefix: number): boolean {
  const { message, name } = x
  const place = x.end
  const end = place + recordHead + prefix + 2
  if (end > x.limit) {
    x.isTruncated = true
    return false
  }
  setPointer(message, place, name.places[0]!)
  message[place + 2] = 0
  message[place + 3] = types.CNAME
  for (let i = 4; i < 10; i++) message[place + i] = message[dname + i]!
  message[place + 10] = (prefix + 2) >> 8
  message[place + 11] = prefix + 2
  let at = place + recordHead
  for (let label = 0; label < x.label; label++) {
    const from = name.places[label]!
    const length = message[from]! + 1
    for (let i = 0; i < length; i++) message[at + i] = message[from + i]!
    at += length
  }
  setPointer(message, at, dname + recordHead)
  x.end = end
  x.counts[sections.answer]!++
  return true
}
