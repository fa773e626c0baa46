// What the main thread does with the blocks of clients and names: puts them up, prolongs them, takes them down, lists them.
import { randomInt } from 'node:crypto'
import type { BlockReport } from '../control.ts'
import type { ThreadClock } from '../rules/rule.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import { blockActionName } from './block-action.ts'
import { createBlockIndex } from './block-index.ts'
import { type BlockSubject, findSubject, networkText } from './block-subject.ts'
import {
  type BlockTable,
  blockCapacity,
  blockDoubles,
  blockFlags,
  blockStates,
  blockWords,
  headWords,
  kindBits,
  kindPortBits,
  takeBlockTable,
  textAt,
} from './block-table.ts'
import { readText } from './block-tags.ts'
import type { BlockAction } from './dynamic-blocks.ts'
import { wireNameText } from './name-text.ts'

/** What a block says. */
export interface BlockOrder {
  readonly reason: string
  readonly action: BlockAction
  /** Milliseconds of the clock at which it ends. */
  readonly end: number
  readonly tag?: readonly [name: string, value: string] | undefined
  /** The system drops the packets before they are received. */
  readonly isKernel?: boolean
  readonly isByHand?: boolean
  /** Nothing is done to queries. */
  readonly isWarning?: boolean
}

export interface BlockKeeper {
  /** Blocks, or prolongs; `held` if what is there goes on for longer, `full` if there is no room. */
  block(subject: BlockSubject, order: BlockOrder): 'new' | 'prolonged' | 'held' | 'full'
  /** The number of a block that is in force; undefined if there is none. */
  find(subject: BlockSubject): number | undefined
  /** Whether it is only a warning, and what it has stopped. */
  isWarning(block: number): boolean
  stopped(block: number): number
  /** Removes a block; false if there is none. */
  unblock(subject: BlockSubject): boolean
  /** Frees the room of blocks that have ended. */
  purge(): void
  /** Those in force. */
  list(): BlockReport[]
  /** Networks whose packets are to be dropped by the system, in CIDR form. */
  kernelNetworks(): string[]
}

/** Takes the blocks in the main thread; those that are there from before a reload stay. */
export function createBlockKeeper(memory: SharedMemory, at: ThreadNumber, clock: ThreadClock): BlockKeeper {
  const table = takeBlockTable(memory, at)
  const { head, words, doubles } = table
  if (head[headWords.seed] === 0) head[headWords.seed] = randomInt(1, 2 ** 31)
  const index = createBlockIndex(table)
  /** The next place to look for room at. */
  let next = 0

  const stateOf = (block: number): number => words[block * blockWords.length + blockWords.state]!
  const isInForce = (block: number): boolean =>
    stateOf(block) !== blockStates.free && doubles[block * blockDoubles.length + blockDoubles.end]! > clock.ms
  const stopped = (block: number): number =>
    Math.max(0, table.counts.sum(block) - doubles[block * blockDoubles.length + blockDoubles.before]!)

  function* inForce(): Iterable<number> {
    if (head[headWords.networks] === 0 && head[headWords.suffixes] === 0) return
    for (let block = 0; block < blockCapacity; block++) if (isInForce(block)) yield block
  }

  function room(): number | undefined {
    for (let tried = 0; tried < blockCapacity; tried++, next++)
      if (stateOf(next % blockCapacity) === blockStates.free) return next++ % blockCapacity
    return undefined
  }

  function purgedRoom(): number | undefined {
    keeper.purge()
    return room()
  }

  /** A block goes before a warning, and the longer one before the shorter. */
  function isStronger(block: number, order: BlockOrder): boolean {
    const isWarning = keeper.isWarning(block)
    if (isWarning !== (order.isWarning === true)) return !isWarning
    return doubles[block * blockDoubles.length + blockDoubles.end]! > order.end
  }

  const keeper: BlockKeeper = {
    block(subject, order) {
      const before = findSubject(table, subject)
      if (before !== undefined && isInForce(before)) {
        if (isStronger(before, order)) return 'held'
        const wasWarning = keeper.isWarning(before)
        write(table, before, subject, order)
        return wasWarning && !order.isWarning ? 'new' : 'prolonged'
      }
      if (before !== undefined) index.remove(before)
      const place = room() ?? purgedRoom()
      if (place === undefined) return 'full'
      doubles[place * blockDoubles.length + blockDoubles.before] = table.counts.sum(place)
      write(table, place, subject, order)
      return index.add(place, subject) ? 'new' : 'full'
    },
    find(subject) {
      const block = findSubject(table, subject)
      return block !== undefined && isInForce(block) ? block : undefined
    },
    isWarning: block => (words[block * blockWords.length + blockWords.flags]! & blockFlags.warning) !== 0,
    stopped,
    unblock(subject) {
      const block = findSubject(table, subject)
      if (block === undefined) return false
      const wasInForce = isInForce(block)
      index.remove(block)
      return wasInForce
    },
    purge() {
      for (let block = 0; block < blockCapacity; block++)
        if (stateOf(block) !== blockStates.free && !isInForce(block)) index.remove(block)
    },
    list: () => Array.from(inForce(), block => report(table, block, clock.ms, stopped(block))),
    kernelNetworks: () =>
      Array.from(inForce())
        .filter(block => (words[block * blockWords.length + blockWords.flags]! & blockFlags.kernel) !== 0)
        .map(block => networkOf(table, block)),
  }
  return keeper
}

/** Writes what a block says. A thread that reads meanwhile may see half of it, for one query. */
function write(table: BlockTable, block: number, subject: BlockSubject, order: BlockOrder): void {
  const { head, words, doubles, text } = table
  const at = block * blockWords.length
  const isKernel = order.isKernel === true && subject.form === 'network' && kindPortBits(subject.kind) === 0
  words[at + blockWords.action] = order.action
  words[at + blockWords.flags] =
    (isKernel ? blockFlags.kernel : 0) |
    (order.isByHand ? blockFlags.byHand : 0) |
    (order.isWarning ? blockFlags.warning : 0)
  const textStart = block * textAt.length
  writeText(text, textStart + textAt.reason, textAt.tagName - textAt.reason, order.reason)
  writeText(text, textStart + textAt.tagName, textAt.tagValue - textAt.tagName, order.tag?.[0] ?? '')
  writeText(text, textStart + textAt.tagValue, textAt.suffix - textAt.tagValue, order.tag?.[1] ?? '')
  words[at + blockWords.stamp] = head[headWords.stamp] = (head[headWords.stamp]! + 1) | 0
  doubles[block * blockDoubles.length + blockDoubles.end] = order.end
}

/** Writes as many whole characters as there is room for. */
function writeText(text: Uint8Array, at: number, room: number, value: string): void {
  text[at] = new TextEncoder().encodeInto(value, text.subarray(at + 1, at + room)).written
}

const networkOf = ({ words }: BlockTable, block: number): string => {
  const at = block * blockWords.length
  const kind = words[at + blockWords.kind]!
  const address = words.subarray(at + blockWords.address, at + blockWords.address + 4)
  return networkText(address, kindBits(kind), kindPortBits(kind), words[at + blockWords.port]!)
}

function report(table: BlockTable, block: number, now: number, blocks: number): BlockReport {
  const { words, doubles, text } = table
  const at = block * blockWords.length
  const textStart = block * textAt.length
  const isSuffix = words[at + blockWords.state] === blockStates.suffix
  const nameStart = textStart + textAt.suffix
  const flags = words[at + blockWords.flags]!
  const tag = readText(text, textStart + textAt.tagName)
  return {
    subject: isSuffix
      ? wireNameText(text, nameStart, nameStart + words[at + blockWords.octets]!)
      : networkOf(table, block),
    reason: readText(text, textStart + textAt.reason),
    action: tag === '' ? blockActionName(words[at + blockWords.action]!) : `SetTag ${tag}`,
    seconds: Math.ceil((doubles[block * blockDoubles.length + blockDoubles.end]! - now) / 1000),
    blocks,
    isWarning: (flags & blockFlags.warning) !== 0,
    isKernel: (flags & blockFlags.kernel) !== 0,
  }
}
