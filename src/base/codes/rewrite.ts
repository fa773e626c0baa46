// Codes of what rewrites zone files: `dnsctl fmt` and `dnsctl import`.
import { defineCodes } from './define.ts'

export const rewriteCodes = defineCodes({
  'format-refused': {
    title: 'a file cannot be formatted without a change to what it says',
    severity: 'error',
    why: 'A few corners of YAML, such as blank lines that `|+` keeps, mean something else once entries change places.',
    mend: 'Write the value in another way, in quotes for example.',
  },
  'import-zone-differs': {
    title: 'the file to import into has another zone',
    severity: 'error',
    why: 'Writing one zone over another would lose the second.',
    mend: 'Name another file with --into, or move the one that is there out of the way.',
  },
  'import-kept': {
    title: 'an RRset was left as the file has it',
    severity: 'warning',
    why: 'A routing policy or an alias says more than a master file can, and a record of an included file may belong to other zones too.',
    mend: 'Change the record by hand at the place that the message names, if it should be as imported.',
  },
  'export-left-out': {
    title: 'an RRset has no form in a master file and was left out',
    severity: 'warning',
    why: 'ALIAS, aliases and routing policies are decided per query and are not records that a master file could hold; whoever loads the file serves the zone without them.',
    mend: 'Export the zone as YAML or JSON, which hold everything.',
  },
})
