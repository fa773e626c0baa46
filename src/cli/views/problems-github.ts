// Problems as GitHub workflow commands, which become annotations in a pull request.
import type { Problem } from '../../base/errors.ts'

/** Prints one `::error …` or `::warning …` command a line. */
export function problemsGithub(problems: readonly Problem[]): string {
  return problems
    .map(({ severity, code, message, place }) => {
      const where = place ? `file=${property(place.file)},line=${place.line},col=${place.column},` : ''
      return `::${severity} ${where}title=${property(code)}::${data(message)}`
    })
    .join('\n')
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
