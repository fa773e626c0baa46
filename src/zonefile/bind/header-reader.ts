// Reads what stands between a record's owner and its data: TTL and class, in either order, and the type.
import { fault } from '../../base/errors.ts'
import { classes } from '../../dns/codes.ts'
import type { RRType } from '../../dns/rr/define-type.ts'
import { typeOf } from '../../dns/rr/table.ts'
import { parseTtl } from '../../dns/ttl.ts'

/** Takes the words of one header after the other, and remembers those that files repeat on every line. */
export class HeaderReader {
  ttl: number | undefined
  #type: RRType | undefined
  #hasClass = false
  // Most words of a file are the ones of the line before or were seen earlier.
  #lastTtlWord = ''
  #lastTtl = 0
  readonly #types = new Map<string, RRType>()

  /** The type that was read last. */
  get type(): RRType {
    return this.#type!
  }

  /** Starts a record. */
  start(): void {
    this.ttl = undefined
    this.#hasClass = false
  }

  /** Takes the next word; true if it is the type, so that the data follow. */
  take(word: string): boolean {
    const known = this.#types.get(word)
    if (known) {
      this.#type = known
      return true
    }
    if (word === '') throw fault('bind-record', 'the type and the data are missing')
    if (this.ttl === undefined && startsWithDigit(word)) this.ttl = this.#ttl(word)
    else if (!this.#hasClass && isClass(word)) this.#hasClass = true
    else {
      this.#type = zoneType(word)
      this.#types.set(word, this.#type)
      return true
    }
    return false
  }

  #ttl(word: string): number {
    if (word !== this.#lastTtlWord) {
      this.#lastTtl = parseTtl(word)
      this.#lastTtlWord = word
    }
    return this.#lastTtl
  }
}

const startsWithDigit = (word: string): boolean => word.charCodeAt(0) >= 0x30 && word.charCodeAt(0) <= 0x39

/** Says whether the word is a class; throws if it is another one than IN. */
function isClass(word: string): boolean {
  if (word === 'IN') return true
  const name = classes.find(word)
  if (name !== undefined && name !== 'IN') throw fault('bind-class', `class ${word} is not IN`)
  return name === 'IN'
}

function zoneType(word: string): RRType {
  const type = typeOf(word)
  if (type.meta) throw fault('record-type-unknown', `${type.name} stands in messages only, not in zones`)
  return type
}
