// Codes for names and record data.
import { defineCodes } from './define.ts'

export const recordCodes = defineCodes({
  'name-syntax': {
    title: 'a domain name cannot be read',
    severity: 'error',
    why: 'A label has 1 to 63 octets, a name at most 255 in wire form, and \\DDD stands for one octet (RFC 1035 §2.3.4, §5.1).',
    mend: 'Shorten the label, remove the empty one, or write the odd octet as \\DDD.',
  },
  'name-dotted-relative': {
    title: 'a dotted name in a value has no trailing dot',
    severity: 'error',
    why: '`mail.example.net` could mean `mail.example.net.` or `mail.example.net.example.com.`; tools disagree, and the wrong guess loses mail.',
    mend: 'End the name with a dot if it is absolute, or write it out in full below the zone.',
  },
  'record-type-unknown': {
    title: 'no such record type',
    severity: 'error',
    why: 'A type is one of the known mnemonics, or TYPEnnn with \\# data (RFC 3597 §5).',
    mend: 'Correct the mnemonic, or use TYPEnnn and the \\# form.',
  },
  'ttl-syntax': {
    title: 'a time to live cannot be read',
    severity: 'error',
    why: 'A TTL is a number of seconds from 0 to 2147483647 (RFC 2181 §8), and a unit left to guess is off by a factor.',
    mend: 'Write seconds, or numbers with the units s, m, h, d, w: 90, 5m, 1h30m.',
  },
  'rdata-syntax': {
    title: 'record data cannot be read',
    severity: 'error',
    why: 'The text does not have the form that the type prescribes.',
    mend: 'Compare the value with the example for its type in docs/zone-files.md.',
  },
  'rdata-range': {
    title: 'a number in record data is out of range',
    severity: 'error',
    why: 'The field has a fixed width on the wire.',
    mend: 'Use a number within the range that the message names.',
  },
  'rdata-invalid': {
    title: 'record data breaks a rule of its type',
    severity: 'error',
    why: 'The fields are well formed one by one, but together they break a rule of the RFC that defines the type.',
    mend: 'Change the value as the message says.',
  },
  'wire-malformed': {
    title: 'a DNS message or record cannot be read',
    severity: 'error',
    why: 'The octets end early, point forward or in a loop, or a length does not match (RFC 1035 §4.1).',
    mend: 'The sender is at fault; ask it over TCP, or report it.',
  },
})
