// The names of external-dns's registry: which RRsets its TXT records tell of (registry/mapper of external-dns 0.12–0.23).
// In its old form the record has the name of what it tells of; in the new one the first label begins with the type,
// `a-www`. Both may have a prefix or a suffix in the first label, in which `%{record_type}` stands for the type.
import { type Name, nameKey } from '../../dns/name.ts'
import type { RRTypeName } from '../../dns/rr/define-type.ts'

/** How external-dns is set up: its `--txt-prefix`, `--txt-suffix` and `--txt-wildcard-replacement`. */
export interface ExternalDnsNames {
  readonly prefix?: string
  readonly suffix?: string
  readonly wildcard?: string
}

/** What a record of the registry tells of; of every type if that is undefined. */
export interface ClaimedKey {
  /** In lower case. */
  readonly owner: Name
  readonly type: RRTypeName | undefined
}

const typeMark = '%{record_type}'
const types: readonly RRTypeName[] = ['A', 'AAAA', 'CNAME', 'NS', 'MX', 'SRV', 'NAPTR', 'TXT']

/**
 * The RRsets that a TXT record of external-dns may tell of. A name `a-www` may be in the new form or in the old one,
 * and is taken for both.
 */
export function claimedKeys(
  name: Name,
  { prefix = '', suffix = '', wildcard }: ExternalDnsNames,
): ClaimedKey[] {
  const key = nameKey(name)
  const found: ClaimedKey[] = []
  const take = (owner: string | undefined, type: RRTypeName | undefined): void => {
    // What is left of the apex's own may be nothing at all.
    if (owner === undefined || owner === '' || owner.startsWith('.')) return
    found.push({ owner: owner as Name, type })
    const [first, rest] = cutFirst(owner)
    if (wildcard !== undefined && first === wildcard.toLowerCase())
      found.push({ owner: `*${rest}` as Name, type })
  }
  const hasMark = prefix.includes(typeMark) || suffix.includes(typeMark)
  for (const type of types) {
    const affixes = { prefix: withType(prefix, type), suffix: withType(suffix, type) }
    const bare = withoutAffixes(key, affixes)
    if (hasMark) take(bare, type)
    else {
      const start = `${type.toLowerCase()}-`
      if (bare?.startsWith(start)) take(bare.slice(start.length), type)
    }
  }
  take(withoutAffixes(key, { prefix: withType(prefix, ''), suffix: withType(suffix, '') }), undefined)
  // Whatever the settings, a record without affixes may be of another external-dns.
  if (prefix !== '' || suffix !== '') found.push(...claimedKeys(name, {}))
  return found
}

const withType = (affix: string, type: string): string => affix.replaceAll(typeMark, type).toLowerCase()

/** The name of what the record tells of; undefined if its name has not these affixes. */
function withoutAffixes(
  key: Name,
  { prefix, suffix }: { readonly prefix: string; readonly suffix: string },
): string | undefined {
  if (!key.startsWith(prefix)) return undefined
  const rest = key.slice(prefix.length)
  if (suffix === '') return rest
  // A suffix belongs to the first label, and may bring labels of its own.
  const end = rest.indexOf(`${suffix}.`)
  return end < 0 || rest.slice(0, end).includes('.')
    ? undefined
    : rest.slice(0, end) + rest.slice(end + suffix.length)
}

function cutFirst(name: string): [string, string] {
  const dot = name.indexOf('.')
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)]
}
