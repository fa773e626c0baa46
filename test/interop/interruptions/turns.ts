// Makes several pieces of work take turns in an order that a seed gives.
import { seededRandom } from '../../seeded-random.ts'

/** Whoever is at work without coming here for this long waits for one of the others. */
const patienceMs = 15

export class Turns {
  readonly #random: () => number
  readonly #waiting: { readonly actor: string; readonly go: () => void }[] = []
  #working: number
  #timer: NodeJS.Timeout | undefined

  /** `actors` pieces of work take part. */
  constructor(seed: number, actors: number) {
    this.#random = seededRandom(seed)
    this.#working = actors
  }

  /** Resolves when it is the actor's turn. */
  async wait(actor: string): Promise<void> {
    this.#working--
    await new Promise<void>(go => {
      this.#waiting.push({ actor, go })
      this.#next()
    })
  }

  /** An actor is done and takes no more turns. */
  leave(): void {
    this.#working--
    this.#next()
  }

  #next(): void {
    clearTimeout(this.#timer)
    if (this.#waiting.length === 0) return
    if (this.#working > 0) this.#timer = setTimeout(() => this.#pick(), patienceMs)
    else this.#pick()
  }

  #pick(): void {
    // By name, so that the order in which they came does not count.
    this.#waiting.sort((a, b) => (a.actor < b.actor ? -1 : 1))
    const [chosen] = this.#waiting.splice(Math.floor(this.#random() * this.#waiting.length), 1)
    this.#working++
    chosen!.go()
    this.#next()
  }
}
