// Completes a line of the console: commands by their table, names by asking the proxy.
import type { AskProxy } from '../../operations/proxy/console/orders.ts'
import type { Argument, NameSource } from './argument.ts'
import { consoleCommands, startedCommand } from './console-commands.ts'
import { quotedWord, splitTyped } from './split-line.ts'

/** What could stand at the end of a line, and what of it is typed already. Resolves with nothing if the proxy does not answer. */
export async function completeLine(line: string, ask: AskProxy): Promise<[string[], string]> {
  const { words, last, quote } = splitTyped(line)
  if (quote !== '') return [[], last]
  const [first, ...rest] = words
  const found =
    first === 'help' ? commandWords(rest) : await candidatesBehind(words, ask).catch((): string[] => [])
  const fitting = found.filter(each => each.startsWith(last)).map(each => `${quotedWord(each)} `)
  return [[...new Set(fitting)], last]
}

async function candidatesBehind(words: readonly string[], ask: AskProxy): Promise<readonly string[]> {
  const found = startedCommand(words)
  if (!found) return words.length === 0 ? [...commandWords([]), 'help', 'quit'] : commandWords(words)
  const { candidates } = argumentAt(found.command.arguments, found.rest)
  return typeof candidates === 'string' ? namesOf[candidates](ask) : candidates
}

/** The next words of commands that begin with some. */
const commandWords = (words: readonly string[]): string[] =>
  consoleCommands.flatMap(({ name }) => {
    const parts = name.split(' ')
    const next = parts[words.length]
    return next !== undefined && words.every((word, i) => word === parts[i]) ? [next] : []
  })

/** What comes next: an argument by its place, what a keyword is about, or a keyword. */
function argumentAt(
  args: readonly Argument<unknown>[],
  given: readonly string[],
): Pick<Argument<unknown>, 'candidates'> {
  const byPlace = args.filter(each => each.keyword === undefined)
  const placed = byPlace[given.length] ?? byPlace.find(({ isMany }) => isMany)
  if (placed) return placed
  const before = args.find(each => each.keyword === given.at(-1))
  if (before && !before.isFlag) return before
  return {
    candidates: args.flatMap(({ keyword }) =>
      keyword === undefined || given.includes(keyword) ? [] : [keyword],
    ),
  }
}

const namesOf: Readonly<Record<NameSource, (ask: AskProxy) => Promise<readonly string[]>>> = {
  servers: async ask => (await ask('servers')).map(({ name }) => name),
  pools: async ask => (await ask('pools')).map(({ name }) => name),
  rules: async ask => (await ask('rules')).map(({ id }) => id),
  blocks: async ask => (await ask('blocks')).map(({ subject }) => subject),
  sets: async ask => (await ask('sets')).map(({ name }) => name),
}
