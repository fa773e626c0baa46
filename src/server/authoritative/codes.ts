// The types, classes and rcodes that have a part of their own in answering, as plain numbers for the hot path.
import { classes as classBook, rcodes as rcodeBook } from '../../dns/codes.ts'

/** Types by number (IANA "DNS Parameters"). */
export const types = {
  A: 1,
  NS: 2,
  CNAME: 5,
  AAAA: 28,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
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
