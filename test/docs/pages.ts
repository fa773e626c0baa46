// The pages that people wrote or generated, with their blocks of code.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

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

/** The example of GitLab as a page whose code is what its jobs run. */
export function readGitLabExample(): Page {
  const path = 'examples/gitlab-ci.yml'
  const jobs = parse(readFromCheckout(path)) as Record<
    string,
    { before_script?: string[]; script?: string[] }
  >
  const lines = Object.values(jobs).flatMap(({ before_script = [], script = [] }) => [
    ...before_script,
    ...script,
  ])
  return { path, text: `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n` }
}

/** The units of systemd in the examples. */
export const readUnits = (): Page[] =>
  readdirSync(join(checkout, 'examples/systemd'))
    .filter(name => name.endsWith('.service'))
    .sort()
    .map(name => ({
      path: `examples/systemd/${name}`,
      text: readFromCheckout(`examples/systemd/${name}`),
    }))

/** What units run, as a page whose code it is. */
export const readUnitCommands = (): Page[] =>
  readUnits().map(({ path, text }) => {
    const lines = [...text.matchAll(/^Exec\w+=\/usr\/local\/bin\/(dnsctl .+)$/gm)].map(([, line]) => line)
    return { path, text: `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n` }
  })
