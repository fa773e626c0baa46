// What commands of the console take behind their words: each says how it is written, read and completed.
import { fault } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'

/** What a running proxy knows the names of. */
export type NameSource = 'servers' | 'pools' | 'rules' | 'blocks' | 'sets'

export interface Argument<T> {
  /** As help writes it: `NAME`, `[N]`, `[pool POOL]`. */
  readonly usage: string
  readonly description: string
  /** Takes what belongs to it from the words that are left; throws `usage-invalid`. */
  read(words: string[]): T
  /** What can stand there, where that is known. */
  readonly candidates: readonly string[] | NameSource
  /** The word that it begins with; without one it is known by its place. */
  readonly keyword?: string
  /** Takes all the words that there are. */
  readonly isMany?: boolean
  /** Is a word alone, and has nothing behind it. */
  readonly isFlag?: boolean
}

/** What arguments are read as, by their names. */
export type ArgumentValues<A> = {
  readonly [Name in keyof A]: A[Name] extends Argument<infer T> ? T : never
}

type Candidates = Argument<unknown>['candidates']

/** A word of any kind. */
export const text = (usage: string, description: string, candidates: Candidates = []): Argument<string> => ({
  usage,
  description,
  candidates,
  read: words => words.shift() ?? missing(usage),
})

/** One of several words. */
export const choice = <const T extends string>(
  usage: string,
  choices: readonly T[],
  description: string,
): Argument<T> => ({
  usage,
  description: `${description}: ${choices.join(', ')}`,
  candidates: choices,
  read(words) {
    const word = words.shift()
    if (word === undefined) return missing(`${usage}, one of ${choices.join(', ')},`)
    const found = choices.find(each => each.toLowerCase() === word.toLowerCase())
    if (found !== undefined) return found
    const near = nearest(word, choices)
    const hint = near === undefined ? `one of ${choices.join(', ')}` : `did you mean "${near}"?`
    throw fault('usage-invalid', `${usage} is "${word}"; ${hint}`)
  },
})

/** A whole number of at least `least`. */
export const integer = (usage: string, description: string, least = 1): Argument<number> => ({
  usage,
  description,
  candidates: [],
  read(words) {
    const word = words.shift() ?? missing(usage)
    const number = Number(word)
    if (/^\d+$/.test(word) && number >= least && Number.isSafeInteger(number)) return number
    throw fault('usage-invalid', `${usage} is "${word}", not a whole number of at least ${least}`)
  },
})

/** One that may be left out, and then has a value of its own. */
export const optional = <T, Fallback>(argument: Argument<T>, fallback: Fallback): Argument<T | Fallback> => ({
  ...argument,
  usage: `[${argument.usage}]`,
  read: words => (words.length === 0 ? fallback : argument.read(words)),
})

/** All words that are left, at least one. */
export const many = (usage: string, description: string): Argument<readonly string[]> => ({
  usage: `${usage}…`,
  description,
  candidates: [],
  isMany: true,
  read: words => (words.length === 0 ? missing(usage) : words.splice(0)),
})

/** A word that says what stands behind it: `[pool POOL]`. It may be left out, and stand anywhere among others. */
export const keyword = <T>(name: string, argument: Argument<T>): Argument<T | undefined> => ({
  ...argument,
  usage: `[${name} ${argument.usage}]`,
  keyword: name,
  read(words) {
    const at = words.indexOf(name)
    if (at < 0) return undefined
    words.splice(at, 1)
    if (at === words.length) return missing(argument.usage)
    return argument.read(words.splice(at, 1))
  },
})

/** A word that is there or not. */
export const flag = (name: string, description: string): Argument<boolean> => ({
  usage: `[${name}]`,
  description,
  candidates: [],
  keyword: name,
  isFlag: true,
  read(words) {
    const at = words.indexOf(name)
    if (at >= 0) words.splice(at, 1)
    return at >= 0
  },
})

function missing(usage: string): never {
  throw fault('usage-invalid', `${usage} is missing`)
}
