// Types that stand in messages only (RFC 6895 §3.1). What they hold is the business of the message's reader.
import { metaType } from '../unknown.ts'

export const metaTypes = [
  metaType({ name: 'OPT', code: 41, rfcs: [6891], summary: 'What EDNS says of a message.' }),
  metaType({ name: 'TKEY', code: 249, rfcs: [2930], summary: 'An exchange of keys.' }),
  metaType({ name: 'TSIG', code: 250, rfcs: [8945], summary: 'The signature of a message.' }),
  metaType({ name: 'IXFR', code: 251, rfcs: [1995], summary: 'Asks for what changed in a zone.' }),
  metaType({ name: 'AXFR', code: 252, rfcs: [5936], summary: 'Asks for a whole zone.' }),
  metaType({ name: 'ANY', code: 255, rfcs: [8482], summary: 'Asks for whatever is at hand.' }),
]
