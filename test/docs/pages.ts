// The pages that people wrote or generated, with their blocks of code.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The checkout's folder. */
export const checkout = join(import.meta.dirname, '../..')

export interface Page {
  /** Relative to the checkout. */
  readonly path: string
  readonly text: string
}

/** README, CONTRIBUTING and everything below docs/. */
export function readPages(): Page[] {
  const below = readdirSync(join(checkout, 'docs'), { recursive: true, encoding: 'utf8' })
  const paths = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...below.filter(path => path.endsWith('.md')).map(path => join('docs', path)),
  ]
  return paths.map(path => ({ path, text: readFromCheckout(path) }))
}

export const readFromCheckout = (path: string): string => readFileSync(join(checkout, path), 'utf8')

/** The blocks of code in a language: `yaml`, `sh`, `console`. */
export function codeBlocks({ text }: Page, ...languages: readonly string[]): string[] {
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].flatMap(([, language, code]) =>
    languages.includes(language!) ? [code!] : [],
  )
}
