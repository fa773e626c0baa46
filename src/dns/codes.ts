// The numbers of a DNS message by name: opcodes, rcodes, classes, extended errors (RFC 6895, RFC 8914; IANA "DNS Parameters").

interface NumberBook<Name extends string> {
  /** The mnemonic of a number, or its generic form such as `RCODE12`. */
  name(code: number): Name
  /** The number of a name. */
  code(name: Name): number
  /** Reads a mnemonic (any case) or the generic form; undefined if it is neither. */
  find(text: string): Name | undefined
}

function numberBook<const Table extends Readonly<Record<string, number>>, const Prefix extends string>(
  prefix: Prefix,
  max: number,
  table: Table,
): NumberBook<(keyof Table & string) | `${Prefix}${number}`> {
  type BookName = (keyof Table & string) | `${Prefix}${number}`
  const names = new Map(Object.entries(table).map(([name, code]) => [code, name as BookName]))
  const generic = new RegExp(`^${prefix}(\\d{1,5})$`)
  const name = (code: number): BookName => names.get(code) ?? `${prefix}${code}`
  return {
    name,
    code: text => table[text] ?? Number(text.slice(prefix.length)),
    find(text) {
      const upper = text.toUpperCase()
      if (Object.hasOwn(table, upper)) return upper as BookName
      const code = generic.exec(upper)?.[1]
      return code !== undefined && Number(code) <= max ? name(Number(code)) : undefined
    },
  }
}

/** What a message asks to be done; 4 bits. */
export const opcodes = numberBook('OPCODE', 15, {
  QUERY: 0,
  IQUERY: 1,
  STATUS: 2,
  NOTIFY: 4,
  UPDATE: 5,
  DSO: 6,
})

/** How it went; 4 bits in the header, 12 with EDNS (RFC 6891 §6.1.3). */
export const rcodes = numberBook('RCODE', 4095, {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  DSOTYPENI: 11,
  BADVERS: 16,
  BADKEY: 17,
  BADTIME: 18,
  BADMODE: 19,
  BADNAME: 20,
  BADALG: 21,
  BADTRUNC: 22,
  BADCOOKIE: 23,
})

/** The class of a question or record; 16 bits. */
export const classes = numberBook('CLASS', 65535, { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 })

export type Opcode = ReturnType<typeof opcodes.name>
export type Rcode = ReturnType<typeof rcodes.name>
export type DnsClass = ReturnType<typeof classes.name>

/** What an extended error's info code means (RFC 8914 §5.2); undefined if it is not assigned. */
export const extendedError = (infoCode: number): string | undefined => extendedErrors[infoCode]

const extendedErrors = [
  'Other Error',
  'Unsupported DNSKEY Algorithm',
  'Unsupported DS Digest Type',
  'Stale Answer',
  'Forged Answer',
  'DNSSEC Indeterminate',
  'DNSSEC Bogus',
  'Signature Expired',
  'Signature Not Yet Valid',
  'DNSKEY Missing',
  'RRSIGs Missing',
  'No Zone Key Bit Set',
  'NSEC Missing',
  'Cached Error',
  'Not Ready',
  'Blocked',
  'Censored',
  'Filtered',
  'Prohibited',
  'Stale NXDOMAIN Answer',
  'Not Authoritative',
  'Not Supported',
  'No Reachable Authority',
  'Network Error',
  'Invalid Data',
  'Signature Expired before Valid',
  'Too Early',
  'Unsupported NSEC3 Iterations Value',
  'Unable to conform to policy',
  'Synthesized',
  'Invalid Query Type',
]
