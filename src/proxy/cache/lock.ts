// The lock of a shard: one word that says which thread holds it, so that what a crashed thread held can be freed.
import { headerAt } from './layout.ts'

/** Set in the lock's word while the holder changes more than a word. */
const changing = 0x1_0000

/** Tries that make up a moment: some microseconds, while others hold a lock for less than one. */
const aMoment = 128

/** The word of a thread that looks, and of one that changes. */
export const holderOf = (thread: number): number => thread + 1
export const changerOf = (thread: number): number => holderOf(thread) | changing

/** Takes the lock; false if another thread has it for longer than a moment. */
export function tryLock(words: Int32Array, holder: number): boolean {
  if (Atomics.compareExchange(words, headerAt.lock, 0, holder) === 0) return true
  for (let tries = 0; tries < aMoment; tries++)
    if (
      Atomics.load(words, headerAt.lock) === 0 &&
      Atomics.compareExchange(words, headerAt.lock, 0, holder) === 0
    )
      return true
  return false
}

/** Milliseconds that a patient thread waits at most, a few at a time: for one that is not running at the moment. */
const patience = 100

/** Takes the lock, waiting for it; false only if its holder does not go on. */
export function lockPatiently(words: Int32Array, holder: number): boolean {
  for (let waits = 0; waits < patience; waits++) {
    if (tryLock(words, holder)) return true
    Atomics.wait(words, headerAt.lock, Atomics.load(words, headerAt.lock), 1)
  }
  return false
}

/** Gives the lock back. */
export function unlock(words: Int32Array): void {
  Atomics.store(words, headerAt.lock, 0)
}

/** Says what a thread was doing with a shard when it crashed. */
export function heldBy(words: Int32Array, thread: number): 'nothing' | 'looked' | 'changed' {
  const holder = Atomics.load(words, headerAt.lock)
  if (holder === holderOf(thread)) return 'looked'
  return holder === changerOf(thread) ? 'changed' : 'nothing'
}
