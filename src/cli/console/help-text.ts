// What `help` says in the console.
import { columns } from '../views/columns.ts'
import { commandGroups, consoleCommands, findCommand } from './console-commands.ts'
import { usageOf } from './define-command.ts'

/** All commands, or those that words begin; throws `usage-invalid` if there are none. */
export function helpText(words: readonly string[]): string {
  if (words.length === 0) return [...Object.entries(commandGroups).map(groupText), ending].join('\n\n')
  const wanted = words.join(' ')
  const begun = consoleCommands.filter(({ name }) => name.startsWith(`${wanted} `))
  if (begun.length > 0) return listText(begun)
  const { command } = findCommand(words)
  const parts = command.arguments.map(({ usage, description }) => [`  ${usage}`, plain(description)])
  return [
    usageOf(command),
    plain(command.summary),
    ...(parts.length > 0 ? ['', columns(parts)] : []),
    ...(command.examples.length > 0 ? ['', ...command.examples.map(each => `  > ${each}`)] : []),
  ].join('\n')
}

const ending = `help COMMAND  says what a command takes
quit          ends the console`

const groupText = ([title, commands]: (typeof groups)[number]): string => `${title}:\n${listText(commands)}`
const groups = Object.entries(commandGroups)

const listText = (commands: typeof consoleCommands): string =>
  columns(commands.map(command => [`  ${usageOf(command)}`, plain(command.summary)]))

/** Without the marks of Markdown. */
const plain = (text: string): string => text.replaceAll('`', '')
