// TXT records that say who has the records beside them: `heritage=external-dns,external-dns/owner=prod,…`. Tools that
// share a zone know each other's by the word behind `heritage=`.

import type { Rdata } from '../../dns/rr/define-type.ts'
import { unescapeOctets } from '../../dns/rr/kinds/strings.ts'
import { TXT } from '../../dns/rr/types/txt.ts'
import type { RRset } from '../../dns/rrset.ts'

/** Who has a record. */
export interface Heritage {
  /** The tool: `dnsctl`, `external-dns`. */
  readonly tool: string
  /** Which of those that run it. */
  readonly owner: string
}

/** What the TXT records of an RRset say of owners, or undefined if it is no record of a registry. */
export function heritageOf({ type, rdatas, policy }: RRset): Heritage | undefined {
  if (type !== 'TXT') return undefined
  for (const rdata of [...rdatas, ...(policy?.sets ?? []).flatMap(set => set.rdatas)]) {
    const found = rdata.includes('heritage=') ? readHeritage(textOf(rdata)) : undefined
    if (found) return found
  }
  return undefined
}

const textOf = (rdata: Rdata): string =>
  Buffer.concat(TXT.toFields(rdata).strings.map(unescapeOctets)).toString('utf8')

/** Some write the quotes of the text form into the text. */
function readHeritage(text: string): Heritage | undefined {
  const labels = new Map<string, string>()
  for (const label of text.replace(/^"+|"+$/g, '').split(',')) {
    const [key, value] = label.split('=', 2)
    if (key !== undefined && value !== undefined) labels.set(key.trim(), value.trim())
  }
  const tool = labels.get('heritage')
  return tool ? { tool, owner: labels.get(`${tool}/owner`) ?? '' } : undefined
}

/** How plans call an owner: `external-dns, owner prod`. */
export const ownerText = ({ tool, owner }: Heritage): string =>
  owner === '' ? tool : `${tool}, owner ${owner}`
