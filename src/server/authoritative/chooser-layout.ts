// What stands in the arena in place of an RRset among whose sets a policy chooses, or that is an alias.
import { rrsetForms, rrsetLayout, type Snapshot } from './snapshot.ts'

/*
 *  chooser  +0  i32  next RRset of the node, as every RRset has it
 *           +4  i32  octets behind the head of 16 of all that belongs to it, for what it leaves behind
 *           +8  u16  type
 *          +10  u16  number of sets
 *          +12  u16  (nothing)
 *          +14  u8   how to choose
 *          +15  u8   form: a chooser
 *          +16  i32  number of records in all of its sets
 *          +20  i32  its networks, a table whose numbers are those of sets; 0 for none
 *          +24       the sets, in the order in which they are tried
 *
 *  set      +0  i32  an RRset without a next one, the name of an alias's target on the wire, or 0 for nothing
 *           +4  i32  what that is: values, an alias, or an alias that is ill when its target is
 *           +8  i32  number of its health check, −1 for none
 *          +12  i32  weight, code of the location, or 1 for the default of networks
 *          +16  i32  bits of the code that must be those of the asker's location
 *
 *  Numbers of sets count from 0; the default of networks is the last.
 */
export const chooserLayout = {
  octets: rrsetLayout.length,
  type: rrsetLayout.type,
  sets: 10,
  way: 14,
  form: rrsetLayout.form,
  records: 16,
  networks: 20,
  firstSet: 24,
} as const

export const setLayout = { place: 0, nature: 4, check: 8, key: 12, mask: 16, octets: 20 } as const

/** How to choose; the first one that is well of those that match is also failover, and a plain alias. */
export const ways = { first: 0, weighted: 1, multivalue: 2, location: 3, network: 4 } as const

export const natures = { values: 0, alias: 1, checkedAlias: 2 } as const

/** A set without a health check of its own. */
export const noCheck = -1

/** Says whether there is something to choose at an RRset's place. */
export const isChooser = ({ bytes }: Pick<Snapshot, 'bytes'>, rrset: number): boolean =>
  bytes[rrset + rrsetLayout.form] === rrsetForms.chooser

/** Where the set with a number starts. */
export const setAt = (chooser: number, number: number): number =>
  chooser + chooserLayout.firstSet + number * setLayout.octets
