// The text that a TXT record stands for.
import type { Rdata } from '../../dns/rr/define-type.ts'
import { unescapeOctets } from '../../dns/rr/kinds/strings.ts'
import { tokenize } from '../../dns/rr/text.ts'

/** Joins the strings of a TXT record, as its readers do (RFC 7208 §3.3). */
export const textOf = (rdata: Rdata): string =>
  Buffer.concat(tokenize(rdata).map(({ text }) => unescapeOctets(text))).toString('utf8')
