// Mail: the null MX (RFC 7505) and DMARC policies (RFC 7489 §6.3).
import type { Rdata } from '../../dns/rr/define-type.ts'
import type { Finding, ZoneView } from './check.ts'
import { textOf } from './text.ts'

/** Finds null MX that do not stand alone. */
export function* nullMx({ ofType }: ZoneView): Iterable<Finding> {
  for (const rrset of ofType('MX')) {
    const value = rrset.rdatas.indexOf('0 .' as Rdata)
    if (value >= 0 && rrset.rdatas.length > 1)
      yield {
        code: 'null-mx-with-others',
        message: `null MX at ${rrset.owner} stands beside other MX`,
        rrset,
        value,
      }
  }
}

const actions = '(?:none|quarantine|reject)'
const uris = '(?:mailto:|https?://)[^,\\s]+(?:\\s*,\\s*(?:mailto:|https?://)[^,\\s]+)*'

/** The tags and the values they take. */
const dmarcTags: Readonly<Record<string, RegExp>> = {
  p: new RegExp(`^${actions}$`, 'i'),
  sp: new RegExp(`^${actions}$`, 'i'),
  np: new RegExp(`^${actions}$`, 'i'),
  pct: /^(?:100|\d{1,2})$/,
  adkim: /^[rs]$/i,
  aspf: /^[rs]$/i,
  fo: /^[01ds](?::[01ds])*$/i,
  rf: /^afrf$/i,
  ri: /^\d{1,10}$/,
  rua: new RegExp(`^${uris}$`, 'i'),
  ruf: new RegExp(`^${uris}$`, 'i'),
  psd: /^[ynu]$/i,
  t: /^[yn]$/i,
}

/** Finds DMARC policies that receivers will ignore. */
export function* dmarc({ ofType }: ZoneView): Iterable<Finding> {
  for (const rrset of ofType('TXT')) {
    if (!/^_dmarc\./i.test(rrset.owner)) continue
    for (const [value, rdata] of rrset.rdatas.entries())
      for (const message of dmarcProblems(textOf(rdata)))
        yield { code: 'dmarc-syntax', message, rrset, value }
  }
}

function* dmarcProblems(policy: string): Iterable<string> {
  const tags = policy
    .split(';')
    .map(tag => tag.trim())
    .filter(tag => tag !== '')
  if (!/^v\s*=\s*DMARC1$/.test(tags[0] ?? '')) {
    yield `DMARC policy does not start with "v=DMARC1": "${policy.slice(0, 40)}"`
    return
  }
  const seen = new Set<string>()
  for (const tag of tags.slice(1)) {
    const [, name = '', value = ''] = /^([a-z]+)\s*=\s*(.*)$/i.exec(tag) ?? []
    const pattern = dmarcTags[name.toLowerCase()]
    if (!pattern) yield `DMARC tag "${tag}" is unknown`
    else if (!pattern.test(value)) yield `DMARC tag "${tag}" has a value that it does not take`
    seen.add(name.toLowerCase())
  }
  if (!seen.has('p')) yield 'DMARC policy has no "p=" tag'
}
