// The logs of a shard: entries one behind the other, that leave in the order they came in unless they were asked for.
import {
  type CacheLayout,
  entryAt,
  entryFlags,
  headerAt,
  type LogLayout,
  logAt,
  slotsPerBucket,
} from './layout.ts'

/** Entries that may go on instead of leaving, for each one that is put in; so the work for it is bounded. */
const mostSecondChances = 16

/** A shard while its lock is held for changing, and what was done to it. */
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

export const sizeOf = (state: number): number => state & 0xffff

/** The bucket of a hash: its first slot. */
export const bucketOf = ({ shardBits, buckets, indexAt }: CacheLayout, hash: number): number =>
  indexAt + ((hash >>> shardBits) & (buckets - 1)) * slotsPerBucket

export const slotOf = (hash: number, entry: number): number => (hash & 0xff00_0000) | (entry >>> 1)
export const entryOfSlot = (slot: number): number => (slot & 0xff_ffff) << 1

/** Makes room for so many words in a log, an even number; others leave for it. Returns where. */
export function makeRoom(edit: ShardEdit, log: LogLayout, words: number): number {
  for (;;) {
    const place = reserve(edit.words, log, words)
    if (place > 0) return place
    evictOldest(edit, log)
  }
}

/** Makes the shard hold at most so many entries less one. */
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
    words[stateAt + logAt.tail] = head = start
    if (start + count > limit) return 0
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
  if ((state & entryFlags.found) !== 0 && !isOver && edit.chances > 0) {
    edit.chances--
    if (log === layout.lastingLog) stayOn(edit, entry, size)
    else goOn(edit, entry, size)
    return
  }
  remove(edit, entry)
  passOldest(words, log, size)
  if (isOver) return
  edit.evictions++
  const hash = words[entry + entryAt.hash]!
  if (log === layout.newLog) words[layout.ghostAt + ghostOf(layout, hash)] = hash
}

const ghostOf = ({ shardBits, ghosts }: CacheLayout, hash: number): number =>
  (hash >>> shardBits) & (ghosts - 1)

/** Says whether an entry of this hash has left lately, and so is worth keeping. */
export const hasLeft = ({ layout, words }: ShardEdit, hash: number): boolean =>
  words[layout.ghostAt + ghostOf(layout, hash)] === hash

/** Puts an entry of the lasting log at its head again. */
function stayOn(edit: ShardEdit, entry: number, size: number): void {
  const { layout, words } = edit
  passOldest(words, layout.lastingLog, size)
  move(edit, entry, reserve(words, layout.lastingLog, size), size)
}

/** Puts an entry of the new log into the lasting one. */
function goOn(edit: ShardEdit, entry: number, size: number): void {
  const { layout, words } = edit
  const place = makeRoom(edit, layout.lastingLog, size)
  move(edit, entry, place, size)
  words[place + entryAt.state]! |= entryFlags.isLasting
  passOldest(words, layout.newLog, size)
}

function move({ layout, words }: ShardEdit, from: number, to: number, size: number): void {
  const slot = findSlot(words, layout, words[from + entryAt.hash]!, from)
  const hash = words[from + entryAt.hash]!
  if (from !== to) words.copyWithin(to, from, from + size)
  words[to + entryAt.state]! -= entryFlags.foundOne
  words[slot] = slotOf(hash, to)
}

/** The slot of an entry that can be found. */
function findSlot(words: Int32Array, layout: CacheLayout, hash: number, entry: number): number {
  const bucket = bucketOf(layout, hash)
  const wanted = slotOf(hash, entry)
  let slot = bucket
  while (slot < bucket + slotsPerBucket - 1 && words[slot] !== wanted) slot++
  return slot
}

/** Makes that an entry cannot be found; its words are free once the log comes to it. */
export function remove({ layout, words }: Pick<ShardEdit, 'layout' | 'words'>, entry: number): void {
  words[findSlot(words, layout, words[entry + entryAt.hash]!, entry)] = 0
  words[entry + entryAt.state]! &= ~entryFlags.isLive
  words[headerAt.live]!--
}

/** A free slot of a bucket; if there is none, the one that was asked for least leaves. */
export function freeSlot(edit: ShardEdit, bucket: number): number {
  const { words } = edit
  let least = bucket
  let leastFound: number = entryFlags.found + 1
  for (let slot = bucket; slot < bucket + slotsPerBucket; slot++) {
    if (words[slot] === 0) return slot
    const found = words[entryOfSlot(words[slot]!) + entryAt.state]! & entryFlags.found
    if (found >= leastFound) continue
    least = slot
    leastFound = found
  }
  remove(edit, entryOfSlot(words[least]!))
  edit.evictions++
  return least
}
