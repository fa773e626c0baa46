// What is wrong with the values of a record set, in AWS's words.
import { DnsctlError } from '../../../base/errors.ts'
import type { Rdata } from '../../../dns/rr/define-type.ts'
import { limits } from '../../../route53/limits.ts'
import type { RecordSet } from '../../../route53/record-set.ts'
import { valueFromApi } from '../../../route53/values.ts'

/** Says what is wrong with each value, and with all of them together. */
export function* valueFaults({ Name, Type, ResourceRecords = [] }: RecordSet): Generator<string> {
  if (ResourceRecords.length > limits.valuesPerRecordSet)
    yield `Number of values limit of ${limits.valuesPerRecordSet} exceeded for resource record set '${Type} ${Name}'`
  if (singular.has(Type) && ResourceRecords.length > 1)
    yield `RRSet of type ${Type} with DNS name ${Name} must have exactly one ResourceRecord.`
  const seen = new Set<Rdata>()
  for (const { Value } of ResourceRecords) {
    const rdata = parsed(Type, Value)
    if (typeof rdata !== 'string') yield rdata.fault
    else if (seen.has(rdata)) yield `Duplicate Resource Record: '${Value}'`
    else seen.add(rdata)
  }
}

const singular = new Set(['CNAME', 'SOA'])

function parsed(type: string, value: string): Rdata | { readonly fault: string } {
  try {
    return valueFromApi(type, value)
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    return { fault: `Invalid Resource Record: '${fatal(explained(type, value, error), value)}'` }
  }
}

/** The form in which AWS tells of text that it cannot read. */
export const fatal = (what: string, text: string): string =>
  `FATAL problem: ${what} encountered with '${text}'`

const fieldCounts: Readonly<Record<string, readonly [count: number, word: string]>> = {
  MX: [2, 'Two'],
  SRV: [4, 'Four'],
  SOA: [7, 'Seven'],
  NAPTR: [6, 'Six'],
  SSHFP: [3, 'Three'],
  DS: [4, 'Four'],
  TLSA: [4, 'Four'],
}

function explained(type: string, value: string, error: DnsctlError): string {
  if (type === 'A') return 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)'
  if (type === 'AAAA') return 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)'
  if (type === 'TXT' || type === 'SPF') {
    if (!/^\s*"/.test(value)) return 'InvalidCharacterString (Value should be enclosed in quotation marks)'
    if ((value.match(/"(?:[^"\\]|\\[^])*"/g) ?? []).some(string => string.length > 257))
      return 'CharacterStringTooLong (Value is too long)'
    return `InvalidCharacterString (${error.problems[0]!.message})`
  }
  const count = fieldCounts[type]
  if (count && value.trim().split(/\s+/).length !== count[0])
    return `${type}RRDATANot${count[1]}Fields (${type} record doesn't have ${count[0]} fields)`
  return nameFault(error) ?? `${type}RRDATAInvalid (${error.problems[0]!.message})`
}

/** What AWS says of a domain name; undefined if the error is about something else. */
export function nameFault(error: DnsctlError): string | undefined {
  const { code, message } = error.problems[0]!
  if (code !== 'name-syntax') return undefined
  if (message.includes('empty label')) return 'DomainLabelEmpty (Domain label is empty)'
  if (message.startsWith('label')) return 'DomainLabelTooLong (Domain label is too long)'
  if (message.includes('octets')) return 'DomainNameTooLong (Domain name is too long)'
  return 'UnsupportedCharacter (Value contains unsupported characters)'
}
