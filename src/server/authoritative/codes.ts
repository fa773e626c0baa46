// The types, classes and rcodes that have a part of their own in answering, as plain numbers for the hot path.
import { classes as classBook, rcodes as rcodeBook } from '../../dns/codes.ts'
import { typeOf } from '../../dns/rr/table.ts'

export const types = {
  A: typeOf('A').code,
  NS: typeOf('NS').code,
  CNAME: typeOf('CNAME').code,
  AAAA: typeOf('AAAA').code,
  DNAME: typeOf('DNAME').code,
  OPT: typeOf('OPT').code,
  DS: typeOf('DS').code,
  IXFR: typeOf('IXFR').code,
  AXFR: typeOf('AXFR').code,
  ANY: typeOf('ANY').code,
} as const

export const classes = { IN: classBook.code('IN'), ANY: classBook.code('ANY') } as const

export const rcodes = {
  NOERROR: rcodeBook.code('NOERROR'),
  FORMERR: rcodeBook.code('FORMERR'),
  NXDOMAIN: rcodeBook.code('NXDOMAIN'),
  NOTIMP: rcodeBook.code('NOTIMP'),
  REFUSED: rcodeBook.code('REFUSED'),
  YXDOMAIN: rcodeBook.code('YXDOMAIN'),
  BADVERS: rcodeBook.code('BADVERS'),
} as const
