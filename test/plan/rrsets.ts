// Short notation for the plan tests: RRsets from zone-file-like lines, relative to example.com.
import { type Name, parseName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { Zone } from '../../src/dns/zone.ts'
import { type Capabilities, everythingModelled } from '../../src/plan/capabilities.ts'

/** The zone of the tests. */
export const origin: Name = parseName('example.com.')

/** Makes an RRset of `www 300 A 192.0.2.1 | 192.0.2.2`. */
export function rrset(line: string): RRset {
  const [, owner, ttl, type, values] = /^(\S+) (\d+) (\S+) (.+)$/.exec(line)!
  const rrType = typeOf(type!)
  const context = { name: (text: string) => parseName(text, origin) }
  const rdatas = values!.split(' | ').map(value => rrType.parse(value, context))
  return { owner: parseName(owner!, origin), type: type!, ttl: Number(ttl), rdatas }
}

/** Makes a zone of such lines. */
export const zoneOf = (lines: readonly string[]): Zone => new Zone(origin, lines.map(rrset))

/** Holds everything. */
export const capable: Capabilities = everythingModelled

/** Gives RRsets as a provider does. */
export async function* pagesOf(rrsets: Iterable<RRset>, size = 2): AsyncIterable<readonly RRset[]> {
  const all = [...rrsets]
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size)
}
