// Codes for master files, the format of BIND (RFC 1035 §5).
import { defineCodes } from './define.ts'

export const bindCodes = defineCodes({
  'bind-origin-unknown': {
    title: 'nothing says which zone a master file holds',
    severity: 'error',
    why: 'Relative names need an origin, and neither an option, $ORIGIN, the owner of the SOA nor the file name gives one.',
    mend: 'Start the file with `$ORIGIN example.com.`, or name it `example.com.zone`.',
  },
  'bind-parenthesis': {
    title: 'parentheses do not match',
    severity: 'error',
    why: 'An open parenthesis joins all lines up to the closing one into one record, so the records behind it would be lost.',
    mend: 'Close the parenthesis that the message points at, or remove the extra one; in text, quote it.',
  },
  'bind-quote': {
    title: 'a quote is not closed',
    severity: 'error',
    why: 'Everything up to the next quote, other records included, would become part of the text.',
    mend: 'Close the quote on its line; a quote within the text is written \\".',
  },
  'bind-escape': {
    title: 'a backslash has nothing to escape',
    severity: 'error',
    why: 'A backslash gives the next character, or the octet of three digits, another meaning (RFC 1035 §5.1); here the line ends.',
    mend: 'Remove the backslash, or write \\\\ for one that is meant.',
  },
  'bind-directive': {
    title: 'a directive cannot be followed',
    severity: 'error',
    why: 'There are $ORIGIN, $INCLUDE, $TTL and $GENERATE (RFC 1035 §5.1, RFC 2308 §4), each with its own words behind it.',
    mend: 'Correct the directive as the message says; a name that starts with $ is written \\$.',
  },
  'bind-generate': {
    title: '$GENERATE cannot be carried out',
    severity: 'error',
    why: 'A range is start-stop or start-stop/step within 0 and 2147483647 and gives at most 65536 records; a place to fill in is $ or ${offset,width,base} with base d, o, x, X, n or N.',
    mend: 'Correct the range or the template, or split the range.',
  },
  'bind-record': {
    title: 'a line holds only a part of a record',
    severity: 'error',
    why: 'A record is owner, TTL and class (both may be missing), type and data, in this order.',
    mend: 'Add what the message says is missing.',
  },
  'bind-owner-missing': {
    title: 'a record has no owner',
    severity: 'error',
    why: 'A line that starts with a blank belongs to the owner of the record before it, and there is none.',
    mend: 'Write the owner at the start of the line, `@` for the zone itself.',
  },
  'bind-class': {
    title: 'a record is not of class IN',
    severity: 'error',
    why: 'All records of a zone have one class (RFC 1035 §5.2), and dnsctl holds zones of the Internet.',
    mend: 'Remove the class, or write IN.',
  },
  'bind-ttl-missing': {
    title: 'a record has no TTL',
    severity: 'error',
    why: 'Neither the record, a $TTL before it, a record before it nor an SOA says how long it may be cached (RFC 2308 §4).',
    mend: 'Start the file with a $TTL line, such as `$TTL 1h`.',
  },
  'bind-ttl-differs': {
    title: 'records of one set have different TTLs',
    severity: 'warning',
    why: 'Resolvers cache a set as one, so its records have one TTL (RFC 2181 §5.2); the first one counts.',
    mend: 'Give all records of the set the same TTL.',
  },
  'bind-singleton': {
    title: 'a second record of a type that stands alone',
    severity: 'error',
    why: 'A name has at most one SOA, CNAME or DNAME (RFC 1034 §3.6.2, RFC 2181 §10.1, RFC 6672 §2.4); servers refuse the zone or choose one.',
    mend: 'Keep the record that is meant.',
  },
  'bind-soa-misplaced': {
    title: 'an SOA is not at the apex',
    severity: 'error',
    why: 'The SOA marks where the zone starts (RFC 1035 §5.2); another one below it belongs into another zone.',
    mend: 'Remove it, or give the zone its own file.',
  },
  'bind-soa-missing': {
    title: 'a master file has no SOA',
    severity: 'warning',
    why: 'Name servers do not load a zone without an SOA (RFC 1035 §5.2); dnsctl makes one when the zone is applied.',
    mend: 'Add an SOA, or leave it to the provider.',
  },
  'bind-type-unwritable': {
    title: 'an RRset has no form in a master file',
    severity: 'error',
    why: 'ALIAS, aliases and routing policies are decided per query and are not DNS records that a zone file could hold.',
    mend: 'Export the zone as YAML or JSON, or leave the RRset out.',
  },
})
