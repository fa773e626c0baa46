// Writes a zone as a master file that BIND, NSD, Knot and we read alike (RFC 1035 §5). Owners are relative; the
// names in data are absolute, so that a line means the same wherever it is copied to.
import { type Problem, problem, throwIfAny } from '../../base/errors.ts'
import { type Name, relativeName } from '../../dns/name.ts'
import type { Rdata } from '../../dns/rr/define-type.ts'
import { findType } from '../../dns/rr/table.ts'
import { SOA } from '../../dns/rr/types/soa.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Zone } from '../../dns/zone.ts'
import { rrsetsInOrder } from '../../dns/zone-order.ts'
import { commonTtl } from '../common-ttl.ts'
import { portableData, portableName } from './portable-text.ts'

/** Characters after which a chunk is handed out. */
const chunkLength = 1 << 16
const ownerWidth = 24

/** Writes a zone as one text; throws `bind-type-unwritable` for what only dnsctl knows. */
export const writeBindZone = (zone: Zone): string => [...bindChunks(zone)].join('')

/** Like `writeBindZone`, in chunks of whole lines, for zones of any size. */
export function bindChunks(zone: Zone): Iterable<string> {
  refuseUnwritable(zone)
  return chunksOf(zone)
}

/** The apex first, then the names in canonical order (RFC 4034 §6.1). */
function* chunksOf(zone: Zone): Generator<string> {
  const ttl = commonTtl(zone)
  let chunk = `$ORIGIN ${portableName(zone.origin)}\n$TTL ${ttl}\n`
  for (const rrset of rrsetsInOrder(zone)) {
    chunk += rrsetLines(rrset, zone.origin, ttl)
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

function refuseUnwritable(zone: Zone): void {
  const problems: Problem[] = []
  for (const rrset of zone.rrsets()) {
    const why = whyUnwritable(rrset)
    if (why !== undefined)
      problems.push(problem('bind-type-unwritable', `${rrset.owner} ${rrset.type} ${why}`))
  }
  throwIfAny(problems)
}

/** Says why an RRset has no form in a master file; undefined if it has one. */
export function whyUnwritable({ type, policy, alias }: RRset): string | undefined {
  if (policy) return `has the policy "${policy.kind}"`
  if (alias) return `is an alias of ${alias.target}`
  return findType(type)?.virtual ? 'is no DNS record' : undefined
}

function rrsetLines({ owner, ttl, type, rdatas }: RRset, origin: Name, defaultTtl: number): string {
  // An origin in other letters keeps them only if it is written out.
  const written = owner.endsWith(origin) ? relativeName(owner, origin) : owner
  const start = portableName(written).padEnd(ownerWidth)
  const head = ttl === defaultTtl ? `${start} IN` : `${start} ${ttl} IN`
  if (type === 'SOA') return soaLines(head, rdatas[0]!)
  let lines = ''
  for (const rdata of rdatas) lines += `${head} ${portableData(type, rdata)}\n`
  return lines
}

const timerIndent = ' '.repeat(ownerWidth + 4)

function soaLines(head: string, rdata: Rdata): string {
  const { mname, rname, ...numbers } = SOA.toFields(rdata)
  const lines = Object.entries(numbers).map(
    ([field, value]) => `${timerIndent}${String(value).padEnd(10)} ; ${field}\n`,
  )
  return `${head} SOA ${portableName(mname)} ${portableName(rname)} (\n${lines.join('')}${timerIndent})\n`
}
