// The logs of a shard: entries one behind the other, that leave in the order they came in unless they were asked for.
import { bucketOf, entryOfSlot, foundOf, setFound, slotNumberOf, slotOf } from './bucket.ts'
import {
  type CacheLayout,
  entryAt,
  entryFlags,
  headerAt,
  type LogLayout,
  logAt,
  mostFound,
  slotsPerBucket,
} from './layout.ts'

/** Entries that may go on instead of leaving, for each one that is put in; so the work for it is bounded. */
const mostSecondChances = 64

/** A shard while its lock is held, and what was done to it. */
export interface ShardEdit {
  readonly layout: CacheLayout
  words: Int32Array
  /** Seconds of the clock, and how long after its end an entry is still of use. */
  now: number
  readonly staleAge: number
  chances: number
  evictions: number
}

/** Begins a change of a shard. */
export function editShard(edit: ShardEdit, words: Int32Array, now: number): void {
  edit.words = words
  edit.now = now
  edit.chances = mostSecondChances
  edit.evictions = 0
}

/** Words of an entry, told from its state. */
export const sizeOf = (state: number): number => state & 0xffff

/** Makes room for so many words in a log, an even number; others leave for it. Returns where. */
export function makeRoom(edit: ShardEdit, log: LogLayout, words: number): number {
  for (;;) {
    const place = reserve(edit.words, log, words)
    if (place > 0) return place
    if (log !== edit.layout.newLog || !passOn(edit)) evictOldest(edit, log)
  }
}

/** Makes room for one more entry, however large; others leave for it. */
export function makeRoomForOne(edit: ShardEdit): void {
  const { layout, words } = edit
  const { maxEntries, newLog, lastingLog } = layout
  while (words[headerAt.live]! >= maxEntries) {
    const inNew = words[newLog.stateAt + logAt.entries]!
    const inLasting = words[lastingLog.stateAt + logAt.entries]!
    evictOldest(edit, inLasting === 0 || inNew * 10 > maxEntries ? newLog : lastingLog)
  }
}

/** Reserves words at the head of a log; 0 if there is no room. Memory that was in use before is used first. */
function reserve(words: Int32Array, { stateAt, start, limit }: LogLayout, count: number): number {
  const tail = words[stateAt + logAt.tail]!
  let head = words[stateAt + logAt.head]!
  if (words[stateAt + logAt.entries] === 0) {
    if (start + count > limit) return 0
    words[stateAt + logAt.tail] = head = start
  } else if (head <= tail) {
    if (head + count > tail) return 0
  } else if (head + count > words[stateAt + logAt.extent]!) {
    if (start + count <= tail) {
      words[stateAt + logAt.wrap] = head
      head = start
    } else if (head + count > limit) return 0
  }
  const end = head + count
  words[stateAt + logAt.head] = end
  words[stateAt + logAt.entries]!++
  if (end > words[stateAt + logAt.extent]!) words[stateAt + logAt.extent] = end
  return head
}

/** Takes the oldest entry out of a log's order; its words stay as they are until they are reserved. */
function passOldest(words: Int32Array, { stateAt, start }: LogLayout, size: number): void {
  const next = words[stateAt + logAt.tail]! + size
  const isWrapped = words[stateAt + logAt.head]! <= words[stateAt + logAt.tail]!
  words[stateAt + logAt.tail] = isWrapped && next === words[stateAt + logAt.wrap] ? start : next
  words[stateAt + logAt.entries]!--
}

/** While there is room in the lasting log, the oldest of the new one goes there and nothing leaves. */
function passOn(edit: ShardEdit): boolean {
  const { layout, words } = edit
  const entry = words[layout.newLog.stateAt + logAt.tail]!
  const state = words[entry + entryAt.state]!
  if ((state & entryFlags.isLive) === 0) return false
  const place = reserve(words, layout.lastingLog, sizeOf(state))
  if (place === 0) return false
  goOn(edit, entry, place, sizeOf(state))
  return true
}

/** Lets the oldest entry of a log leave, or go on if it was found since it came there. */
function evictOldest(edit: ShardEdit, log: LogLayout): void {
  const { layout, words, now } = edit
  const entry = words[log.stateAt + logAt.tail]!
  const state = words[entry + entryAt.state]!
  const size = sizeOf(state)
  if ((state & entryFlags.isLive) === 0) {
    passOldest(words, log, size)
    return
  }
  const isOver = now - words[entry + entryAt.since]! - words[entry + entryAt.ttl]! >= edit.staleAge
  if (!isOver && edit.chances > 0 && wasFound(edit, entry)) {
    edit.chances--
    if (log === layout.lastingLog) stayOn(edit, entry, size)
    else goOn(edit, entry, makeRoom(edit, layout.lastingLog, size), size)
    return
  }
  remove(edit, entry)
  passOldest(words, log, size)
  if (isOver) return
  edit.evictions++
  const hash = words[entry + entryAt.hash]!
  if (log === layout.newLog) words[ghostOf(layout, hash)] = hash
}

function wasFound({ words, layout }: ShardEdit, entry: number): boolean {
  const bucket = bucketOf(layout, words[entry + entryAt.hash]!)
  return foundOf(words, bucket, slotNumberOf(words, bucket, entry)) > 0
}

const ghostOf = ({ shardBits, ghosts, ghostAt }: CacheLayout, hash: number): number =>
  ghostAt + ((hash >>> shardBits) & (ghosts - 1))

/** Says whether an entry of this hash has left the new log lately, and so is worth keeping. */
export const hasLeft = ({ layout, words }: ShardEdit, hash: number): boolean =>
  words[ghostOf(layout, hash)] === hash

/** Puts the oldest entry of the lasting log at its head again. */
function stayOn(edit: ShardEdit, entry: number, size: number): void {
  const { layout, words } = edit
  passOldest(words, layout.lastingLog, size)
  // What it has left is room enough, at the log's start if it stood at its end.
  move(edit, entry, reserve(words, layout.lastingLog, size), size)
}

/** Puts the oldest entry of the new log into the lasting one. */
function goOn(edit: ShardEdit, entry: number, place: number, size: number): void {
  const { layout, words } = edit
  move(edit, entry, place, size)
  words[place + entryAt.state]! |= entryFlags.isLasting
  passOldest(words, layout.newLog, size)
}

/** Moves an entry, which then was found once less. */
function move({ layout, words }: ShardEdit, from: number, to: number, size: number): void {
  const hash = words[from + entryAt.hash]!
  const bucket = bucketOf(layout, hash)
  const number = slotNumberOf(words, bucket, from)
  const found = foundOf(words, bucket, number)
  if (found > 0) setFound(words, bucket, number, found - 1)
  if (from !== to) words.copyWithin(to, from, from + size)
  words[bucket + number] = slotOf(hash, to)
}

/** Makes that an entry cannot be found; its words are free once the log comes to it. */
export function remove({ layout, words }: Pick<ShardEdit, 'layout' | 'words'>, entry: number): void {
  const bucket = bucketOf(layout, words[entry + entryAt.hash]!)
  words[bucket + slotNumberOf(words, bucket, entry)] = 0
  words[entry + entryAt.state]! &= ~entryFlags.isLive
  words[headerAt.live]!--
}

/** The number of a free slot of a bucket; if there is none, the entry that was found least leaves. */
export function freeSlot(edit: ShardEdit, bucket: number): number {
  const { words } = edit
  let least = 0
  let leastFound: number = mostFound + 1
  for (let number = 0; number < slotsPerBucket; number++) {
    if (words[bucket + number] === 0) return number
    const found = foundOf(words, bucket, number)
    if (found >= leastFound) continue
    least = number
    leastFound = found
  }
  remove(edit, entryOfSlot(words[bucket + least]!))
  edit.evictions++
  return least
}
