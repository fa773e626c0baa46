// One query and the answer that takes its place in the same octets; made once, filled anew for each packet.
import { type Asker, createAsker } from './asker.ts'
import { noChecks } from './check-table.ts'
import { type Choice, type ChoiceSite, createChoice } from './choice.ts'
import { rcodes } from './codes.ts'
import { createLookupName, type LookupName } from './lookup-name.ts'
import type { Snapshot } from './snapshot.ts'

export type Transport = 'udp' | 'tcp'

export interface Exchange {
  /** The query, then the answer. */
  message: Uint8Array
  transport: Transport
  /** Behind the last octet: of the query while it is read, then of the answer so far. */
  end: number
  /** The answer ends here at the latest; the OPT record has its room beyond. */
  limit: number
  /** 0 if the answer has the header alone. */
  questions: number
  type: number
  class: number
  hasEdns: boolean
  ednsVersion: number
  /** Octets of UDP payload that the asker takes. */
  udpSize: number
  dnssecOk: boolean
  readonly asker: Asker

  /** The zone that answers. */
  zone: Snapshot
  /** The name that is looked up: the question's, then each alias's. */
  readonly name: LookupName
  /** A name in record data whose addresses go along. */
  readonly target: LookupName
  /** What a look-up found: a node, and the label of `name` where it starts. */
  node: number
  label: number
  /** Aliases followed, CNAME and DNAME. */
  aliases: number
  /** Of each alias: the hash of its name, the node of its DNAME or 0, and where that DNAME stands. */
  readonly aliasHashes: Int32Array
  readonly dnameNodes: Int32Array
  readonly dnamePlaces: Uint16Array
  /** Nodes whose addresses go along, and how many there are. */
  readonly targetNodes: Int32Array
  targets: number
  readonly choice: Choice

  /** The RRset that was put last, and where its records start. */
  rrset: number
  recordsPlace: number
  rcode: number
  isAuthoritative: boolean
  isTruncated: boolean
  /** Records in each section. */
  readonly counts: Uint16Array
}

/** Indices of `counts`. */
export const sections = { answer: 0, authority: 1, additional: 2 } as const

export type Section = (typeof sections)[keyof typeof sections]

/** More aliases than this are not followed; the answer then ends with the last of them. */
export const maxAliases = 16

/** Addresses go along for so many names at most. */
export const maxTargets = 64

const nothing = new Uint8Array(0)

const noZone: Snapshot = {
  origin: nothing,
  labels: 0,
  hash: 0,
  seed: 0,
  slots: new Int32Array(2),
  bytes: nothing,
  halves: new Uint16Array(0),
  words: new Int32Array(0),
  apex: 0,
  negativeSoa: 0,
  shallowestCut: 0,
  serial: 0,
  nodes: 0,
  records: 0,
  used: 0,
  waste: 0,
  ...noChecks,
}

/** Makes room for one. */
export const createExchange = (site: ChoiceSite): Exchange => ({
  message: nothing,
  transport: 'udp',
  end: 0,
  limit: 0,
  questions: 0,
  type: 0,
  class: 0,
  hasEdns: false,
  ednsVersion: 0,
  udpSize: 0,
  dnssecOk: false,
  asker: createAsker(),
  zone: noZone,
  name: createLookupName(),
  target: createLookupName(),
  node: 0,
  label: 0,
  aliases: 0,
  aliasHashes: new Int32Array(maxAliases),
  dnameNodes: new Int32Array(maxAliases),
  dnamePlaces: new Uint16Array(maxAliases),
  targetNodes: new Int32Array(maxTargets),
  targets: 0,
  choice: createChoice(site),
  rrset: 0,
  recordsPlace: 0,
  rcode: rcodes.NOERROR,
  isAuthoritative: false,
  isTruncated: false,
  counts: new Uint16Array(3),
})
