// Codes for zone files: their syntax, their structure, and what they say beside records.
import { defineCodes } from './define.ts'

export const zoneFileCodes = defineCodes({
  'yaml-syntax': {
    title: 'a zone file is not valid YAML',
    severity: 'error',
    why: 'A line that YAML cannot read, or reads as something else than what was meant, hides records.',
    mend: "Mend the line that the message names. Quote what starts with @ or *, contains `: ` or ` #`, or ends with a colon: '@', '*.dev', '2001:db8::'.",
  },
  'yaml-feature': {
    title: 'a zone file uses anchors, aliases, merge keys, tags or several documents',
    severity: 'error',
    why: 'What a record holds can be read where it stands; aliases also let a small file grow without bound in memory.',
    mend: 'Write the value out, or use `vars` and ${name}.',
  },
  'zone-file-schema': {
    title: 'a part of a zone file has the wrong shape',
    severity: 'error',
    why: 'The part is of another kind than the zone file form prescribes: a list where a mapping belongs, a word that is not among the choices.',
    mend: 'Compare with docs/zone-files.md; with the schema line at the top of the file, editors show the form as you type.',
  },
  'unknown-key': {
    title: 'a key is not known at this place',
    severity: 'error',
    why: 'A mistyped key would be passed over in silence, and with it what it was to set.',
    mend: 'Correct the key; the message names the nearest one or all that are known.',
  },
  'duplicate-key': {
    title: 'a key stands twice in one mapping',
    severity: 'error',
    why: 'YAML readers differ in which of the two they keep, so one of them would be lost in silence.',
    mend: 'Merge the two, or remove one; the message names both places.',
  },
  'duplicate-rrset': {
    title: 'a name and type is stated twice',
    severity: 'error',
    why: 'All records of one name and type are one set with one TTL (RFC 2181 §5); two statements would overwrite each other.',
    mend: 'Put all values into one list; the message names both places, which may be in different files.',
  },
  'value-missing': {
    title: 'a value is missing',
    severity: 'error',
    why: 'An empty value could mean "no records" or "not finished yet"; the first would delete what is being served.',
    mend: 'Write the value, or remove the key.',
  },
  'value-duplicate': {
    title: 'a value stands twice in one set',
    severity: 'warning',
    why: 'An RRset is a set: the second is dropped (RFC 2181 §5), so it is either needless or a slip of the hand.',
    mend: 'Remove or correct one of them.',
    silenceable: true,
  },
  'date-invalid': {
    title: 'a date is not a day of the calendar',
    severity: 'error',
    why: 'A record that should expire on a day that never comes would stay for ever.',
    mend: 'Write the date as YYYY-MM-DD.',
  },
  'policy-invalid': {
    title: 'a routing policy contradicts itself',
    severity: 'error',
    why: 'Each kind of policy chooses by parameters of its own; a set without them, or with those of another kind, would get no queries or all.',
    mend: 'Give every set the parameters that the message names.',
  },
  'alias-invalid': {
    title: 'an alias says what an alias cannot have',
    severity: 'error',
    why: 'An alias is answered with the records of another name, and with their TTL; NS and SOA of a zone are never those of another name.',
    mend: 'Remove what the message names, or write values in place of the alias.',
  },
  'health-unknown': {
    title: 'a health check that is named is not there',
    severity: 'error',
    why: 'What depends on it would never be found ill.',
    mend: 'Define the check under `health:`, in this file or in another one of the zone, or correct its name.',
  },
  'health-cycle': {
    title: 'a health check sums up itself',
    severity: 'error',
    why: 'Its result would depend on its result.',
    mend: 'Take one of the checks that the message names out of the `checks` of another.',
  },
  'health-invalid': {
    title: 'a health check contradicts itself',
    severity: 'error',
    why: 'It could never be well or never be ill, or part of it would be passed over.',
    mend: 'Change or remove what the message names.',
  },
  'zone-name-missing': {
    title: 'a zone file does not say which zone it is',
    severity: 'error',
    why: 'The names of the file are relative to the zone.',
    mend: 'Add `zone: example.com` at the top.',
  },
  'owner-outside-zone': {
    title: 'a record lies outside its zone',
    severity: 'error',
    why: 'A server holds only names at or below the zone (RFC 1034 §4.2).',
    mend: 'Move the record to the file of its own zone, or leave out the trailing dot to make the name relative.',
  },
  'owner-repeats-zone': {
    title: "a relative owner ends with the zone's own name",
    severity: 'warning',
    why: '`www.example.com` in the zone example.com means www.example.com.example.com, which is seldom meant.',
    mend: 'Write `www`, or end the name with a dot.',
    silenceable: true,
  },
  'include-missing': {
    title: 'an included file cannot be read',
    severity: 'error',
    why: 'Without it its records would be missing from the zone, and a plan would delete them.',
    mend: 'Correct the path, which is relative to the file that includes.',
  },
  'include-cycle': {
    title: 'a file includes itself',
    severity: 'error',
    why: 'Its records would be there without end.',
    mend: 'Remove one of the includes that the message names.',
  },
  'variable-unknown': {
    title: 'a variable is not defined',
    severity: 'error',
    why: '${name} stands for an entry of `vars` in the same file or in one that includes it.',
    mend: 'Define it, correct its name, or write $${ for the characters themselves.',
  },
  'env-missing': {
    title: 'an environment variable is not set',
    severity: 'error',
    why: '${env:NAME} stands for a variable of the environment; nothing is put in its place if it is not set.',
    mend: 'Set the variable where dnsctl runs.',
  },
})
