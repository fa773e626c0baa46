// All commands of the console. Help, completion and docs/proxy-console.md are made from this table.
import { fault } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { settingsCommands } from './commands/settings-commands.ts'
import { showCommands } from './commands/show-commands.ts'
import { stateCommands } from './commands/state-commands.ts'
import { trafficCommands } from './commands/traffic-commands.ts'
import type { ConsoleCommand } from './define-command.ts'

/** The commands by what they are about, in the order in which help lists them. */
export const commandGroups: Readonly<Record<string, readonly ConsoleCommand[]>> = {
  'What is there': showCommands,
  'The last traffic': trafficCommands,
  'Servers, caches, blocks': stateCommands,
  'Rules and settings': settingsCommands,
}

/** All commands. */
export const consoleCommands: readonly ConsoleCommand[] = Object.values(commandGroups).flat()

interface FoundCommand {
  readonly command: ConsoleCommand
  /** The words behind its name. */
  readonly rest: readonly string[]
}

/** Finds the command that words begin with; throws `usage-invalid`. */
export function findCommand(words: readonly string[]): FoundCommand {
  const found = startedCommand(words)
  if (found) return found
  const [first = '', second] = words
  const seconds = consoleCommands.flatMap(({ name }) =>
    name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : [],
  )
  if (seconds.length > 0) {
    const what = second === undefined ? `"${first}" takes` : `"${first}" takes no "${second}", but`
    throw fault('usage-invalid', `${what} one of ${seconds.join(', ')}`)
  }
  const firsts = [...new Set(consoleCommands.map(({ name }) => name.split(' ')[0]!)), 'help']
  const near = nearest(first, firsts)
  const hint = near === undefined ? '`help` lists them' : `did you mean "${near}"?`
  throw fault('usage-invalid', `there is no command "${first}"; ${hint}`)
}

/** The command that words begin with, if they begin with one. */
export function startedCommand(words: readonly string[]): FoundCommand | undefined {
  for (const command of consoleCommands) {
    const length = command.name.split(' ').length
    if (words.slice(0, length).join(' ') === command.name) return { command, rest: words.slice(length) }
  }
  return undefined
}
