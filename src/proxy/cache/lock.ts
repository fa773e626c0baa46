// The lock of a shard: one word that says which thread changes it, so that what a crashed thread held can be freed.
// Those who only look do without: they see by the version whether a change came in between.
import { headerAt } from './layout.ts'

/** Tries that make up a moment: some microseconds, while others hold a lock for less than one. */
const aMoment = 128

const holderOf = (thread: number): number => thread + 1

/** Takes the lock for a thread; false if another one has it for longer than a moment. */
export function tryLock(words: Int32Array, thread: number): boolean {
  const holder = holderOf(thread)
  if (Atomics.compareExchange(words, headerAt.lock, 0, holder) === 0) return true
  for (let tries = 0; tries < aMoment; tries++)
    if (
      Atomics.load(words, headerAt.lock) === 0 &&
      Atomics.compareExchange(words, headerAt.lock, 0, holder) === 0
    )
      return true
  return false
}

/** Milliseconds that a patient thread waits at most, one at a time: for a thread that does not run at the moment. */
const patience = 100

/** Takes the lock, waiting for it; false only if its holder does not go on. */
export function lockPatiently(words: Int32Array, thread: number): boolean {
  for (let waits = 0; waits < patience; waits++) {
    if (tryLock(words, thread)) return true
    Atomics.wait(words, headerAt.lock, Atomics.load(words, headerAt.lock), 1)
  }
  return false
}

/** Gives the lock back, whether or not something was changed. */
export function unlock(words: Int32Array): void {
  Atomics.add(words, headerAt.version, 1)
  Atomics.store(words, headerAt.lock, 0)
}

/** Says whether a thread has the lock. */
export const isHeldBy = (words: Int32Array, thread: number): boolean =>
  Atomics.load(words, headerAt.lock) === holderOf(thread)

/** The version of a shard that nobody changes at the moment; −1 while somebody does. */
export function versionOf(words: Int32Array): number {
  const version = words[headerAt.version]!
  return words[headerAt.lock] === 0 ? version & 0x7fff_ffff : -1
}
