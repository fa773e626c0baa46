// The clients and names that are blocked for a while, as a thread asks for them with each query.
import type { ThreadClock } from '../rules/rule.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import type { Transaction } from '../transaction.ts'
import {
  type BlockTable,
  blockDoubles,
  blockFlags,
  blockStates,
  blockWords,
  headWords,
  indexSlots,
  isIpv4,
  kindBits,
  kindPortBits,
  maskAddress,
  mostKinds,
  mostProbes,
  networkHash,
  portRange,
  takeBlockTable,
  textAt,
} from './block-table.ts'
import { createBlockTags } from './block-tags.ts'
import { finishHash, hashLabel, lowerOctet, mostLabels, nameAt, readLabels } from './suffix-hash.ts'

/** What is done with a query of a blocked client. */
export const blockActions = {
  none: 0,
  drop: 1,
  refused: 2,
  nxdomain: 3,
  servfail: 4,
  truncate: 5,
  noRecurse: 6,
} as const
export type BlockAction = (typeof blockActions)[keyof typeof blockActions]

export interface DynamicBlocks {
  /**
   * What is to be done with a query: what the block of the smallest network says that its client is in, or else that of
   * the longest name that it asks below. Counts for the block, with `none` as well; sets the block's tag if it has one.
   */
  judge(transaction: Transaction): BlockAction
}

/** Not the number of a block. */
const nowhere = -1

/** Makes the judge of one thread. The clock must be that of the thread which blocks: milliseconds since the same moment. */
export function createDynamicBlocks(
  memory: SharedMemory,
  at: ThreadNumber,
  clock: ThreadClock,
): DynamicBlocks {
  const table = takeBlockTable(memory, at)
  const tags = createBlockTags(table)
  const { head, words, counts } = table
  return {
    judge(transaction) {
      let block = nowhere
      if (head[headWords.networks] !== 0) block = findClient(table, transaction, clock)
      if (block === nowhere && head[headWords.suffixes] !== 0) block = findName(table, transaction, clock)
      if (block === nowhere) return blockActions.none
      counts.mine[block]!++
      tags.put(block, transaction)
      return words[block * blockWords.length + blockWords.action]! as BlockAction
    },
  }
}

/** The address of a client as far as a kind of networks looks at it. */
const masked = new Int32Array(4)

/** The block of the smallest network that a client is in, which the first kinds have. */
function findClient(table: BlockTable, { client, clientPort }: Transaction, clock: ThreadClock): number {
  const { head } = table
  const kinds = Math.min(head[headWords.kindCount]!, mostKinds)
  const isV4 = isIpv4(client)
  for (let i = 0; i < kinds; i++) {
    const kind = head[headWords.kinds + i]!
    const portBits = kindPortBits(kind)
    if (portBits !== 0 && !isV4) continue
    const range = portRange(clientPort, portBits)
    maskAddress(client, kindBits(kind), masked)
    const hash = networkHash(head[headWords.seed]!, masked, kind, range)
    const block = findNetworkBlock(table, hash, masked, kind, range)
    if (block !== nowhere && isInForce(table, block, clock)) return block
  }
  return nowhere
}

/** The block of just one network; -1 if there is none. */
export function findNetworkBlock(
  { index, words }: BlockTable,
  hash: number,
  address: Int32Array,
  kind: number,
  range: number,
): number {
  let slot = hash & (indexSlots - 1)
  for (let probe = 0; probe < mostProbes; probe++, slot = (slot + 1) & (indexSlots - 1)) {
    const found = index[2 * slot]!
    if (found === 0) return nowhere
    const block = index[2 * slot + 1]!
    if (found !== hash || block < 0) continue
    const at = block * blockWords.length
    if (
      words[at + blockWords.state] === blockStates.network &&
      words[at + blockWords.kind] === kind &&
      words[at + blockWords.port] === range &&
      words[at + blockWords.address] === address[0] &&
      words[at + blockWords.address + 1] === address[1] &&
      words[at + blockWords.address + 2] === address[2] &&
      words[at + blockWords.address + 3] === address[3]
    )
      return block
  }
  return nowhere
}

const labelStarts = new Uint8Array(mostLabels)

/** The block of the longest name that a query asks for something below of. */
function findName(table: BlockTable, { message, nameEnd }: Transaction, clock: ThreadClock): number {
  let best = nowhere
  let hash = table.head[headWords.seed]!
  for (let label = readLabels(message, nameEnd, labelStarts) - 1; label >= 0; label--) {
    const start = nameAt + labelStarts[label]!
    hash = hashLabel(hash, message, start)
    const block = findSuffixBlock(table, finishHash(hash), message, start, nameEnd)
    if (block !== nowhere && isInForce(table, block, clock)) best = block
  }
  return best
}

/** The block of just one name, which stands in `octets`; -1 if there is none. */
export function findSuffixBlock(
  { index, words, text }: BlockTable,
  hash: number,
  octets: Uint8Array,
  start: number,
  end: number,
): number {
  let slot = hash & (indexSlots - 1)
  for (let probe = 0; probe < mostProbes; probe++, slot = (slot + 1) & (indexSlots - 1)) {
    const found = index[2 * slot]!
    if (found === 0) return nowhere
    const block = index[2 * slot + 1]!
    if (found !== hash || block < 0) continue
    const at = block * blockWords.length
    if (words[at + blockWords.state] !== blockStates.suffix || words[at + blockWords.octets] !== end - start)
      continue
    if (isSameName(text, block * textAt.length + textAt.suffix, octets, start, end)) return block
  }
  return nowhere
}

/** Compares a name in lower case with one in any. */
function isSameName(lower: Uint8Array, at: number, octets: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (lower[at + i - start] !== lowerOctet(octets[i]!)) return false
  return true
}

// The clock, and not its time, which would be allocated as a number that is handed over.
function isInForce({ words, doubles }: BlockTable, block: number, clock: ThreadClock): boolean {
  return (
    doubles[block * blockDoubles.length + blockDoubles.end]! > clock.ms &&
    (words[block * blockWords.length + blockWords.flags]! & blockFlags.warning) === 0
  )
}
