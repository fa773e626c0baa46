// Problems as GitHub workflow commands, which become annotations in a pull request.
import type { Problem } from '../../base/errors.ts'
import { printable } from '../printable.ts'

/** Prints one `::error …` or `::warning …` command a line. */
export function problemsGithub(problems: readonly Problem[]): string {
  return problems
    .map(({ severity, code, message, place }) => {
      const where = place ? { file: place.file, line: place.line, col: place.column } : {}
      return githubCommand(severity, { ...where, title: code }, message)
    })
    .join('\n')
}

/** Writes a workflow command; no text in it can end it, or begin another. */
export function githubCommand(
  command: 'error' | 'warning' | 'notice',
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const parts = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`)
  return `::${command} ${parts.join(',')}::${data(message)}`
}

/** Lines stay lines; what else steers a terminal, or turns the text of a log around, is shown. */
const data = (text: string): string => text.replaceAll('%', '%25').split(/\r?\n/).map(printable).join('%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
