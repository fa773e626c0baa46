// Every command line in the documentation is one that dnsctl, or npm, takes.
import { describe, expect, it } from 'vitest'
import {
  codeBlocks,
  type Page,
  readFromCheckout,
  readGitLabExample,
  readPages,
  readUnitCommands,
} from './pages.ts'

interface Flag {
  readonly name: string
  readonly char?: string
  readonly aliases?: readonly string[]
}
interface Command {
  readonly id: string
  readonly flags: Readonly<Record<string, Flag>>
  readonly summary?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
  /** True for what dnsctl starts by itself. */
  readonly hidden?: boolean
}

const manifest = (path: string): Command[] =>
  Object.values((JSON.parse(readFromCheckout(path)) as { commands: Record<string, Command> }).commands)
const own = manifest('oclif.manifest.json')
const commands = [
  ...own,
  ...manifest('node_modules/@oclif/plugin-autocomplete/oclif.manifest.json'),
  ...manifest('node_modules/@oclif/plugin-help/oclif.manifest.json'),
]
const topics = new Set(commands.flatMap(({ id }) => (id.includes(':') ? [id.split(':')[0]!] : [])))

/** Each `dnsctl …` of the page, in blocks of code and in the running text, up to what ends a command. */
function dnsctlLines(page: Page): string[] {
  const inBlocks = codeBlocks(page, 'sh', 'console', '')
    .flatMap(block => block.split('\n'))
    .map(line => line.replace(/^\$ /, ''))
  const inText = [...page.text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!)
  return [...inBlocks, ...inText]
    .flatMap(line => line.split(/ && | \| | > | >> | & |; | # /))
    .map(line => line.trim().replace(/ &$/, ''))
    .filter(line => line.startsWith('dnsctl '))
}

/** What is wrong with a command line, if anything. */
function fault(line: string): string | undefined {
  const words = line.split(/\s+/).slice(1)
  const isPlaceholder = /^[A-Z]+$/.test(words[0]!)
  if (isPlaceholder || words[0]!.startsWith('-')) return undefined
  const depth = topics.has(words[0]!) && words[1] !== undefined && !words[1].startsWith('-') ? 2 : 1
  const command =
    commands.find(({ id }) => id === words.slice(0, depth).join(':')) ??
    commands.find(({ id }) => id === words[0])
  if (!command) return `${line}: no such command`
  const flags = Object.values(command.flags)
  const names = new Set(['help', ...flags.flatMap(({ name, aliases = [] }) => [name, ...aliases])])
  const chars = new Set(flags.map(({ char }) => char))
  const unknown = words.find(word => {
    const [, long, short] = /^(?:--([\w-]+)|-(\w)$)/.exec(word) ?? []
    return (long !== undefined && !names.has(long)) || (short !== undefined && !chars.has(short))
  })
  return unknown && `${line}: ${command.id} has no ${unknown}`
}

describe('commands in the documentation', () => {
  const pages = [...readPages(), readGitLabExample(), ...readUnitCommands()]
  const lines = pages.map(page => [page.path, dnsctlLines(page)] as const)
  const withCommands = lines.filter(([, found]) => found.length > 0)

  it.each(withCommands)('%s names commands and flags that exist', (_path, found) => {
    expect(found.map(fault).filter(Boolean)).toEqual([])
  })

  it('are found where they are', () => {
    expect(withCommands.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        'README.md',
        'docs/getting-started.md',
        'docs/ci.md',
        'examples/gitlab-ci.yml',
        'examples/systemd/dnsctl-proxy.service',
        'examples/systemd/dnsctl-serve.service',
      ]),
    )
    expect(fault('dnsctl plan --detailed-exitcodes')).toContain('has no --detailed-exitcodes')
    expect(fault('dnsctl zones lists')).toContain('no such command')
  })

  it('are all in the README', () => {
    const readme = readFromCheckout('README.md')
    expect(
      own
        .filter(({ hidden }) => !hidden)
        .map(({ id }) => `\`dnsctl ${id.replace(':', ' ')}\``)
        .filter(text => !readme.includes(text)),
    ).toEqual([])
  })

  it('of npm are scripts of the package', () => {
    const { scripts } = JSON.parse(readFromCheckout('package.json')) as { scripts: Record<string, string> }
    const used = readPages().flatMap(({ text }) =>
      [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!),
    )
    expect(used).toContain('quickstart')
    expect(used.filter(name => !Object.hasOwn(scripts, name))).toEqual([])
  })
})

describe('help', () => {
  it.each(own.map(command => [command.id, command] as const))('%s has all its parts', (_id, command) => {
    expect(command).toMatchObject({ summary: expect.any(String), description: expect.any(String) })
    expect(command.examples?.length).toBeGreaterThan(0)
    expect(command.flags).toHaveProperty('json')
  })

  it('has examples that run', () => {
    const examples = own.flatMap(({ examples = [] }) =>
      examples.map(example =>
        typeof example === 'string' ? example : (example as { command: string }).command,
      ),
    )
    const lines = examples
      .flatMap(example => example.split(/ && | \| | > /))
      .map(line => line.replace('<%= config.bin %>', 'dnsctl'))
      .filter(line => line.startsWith('dnsctl '))
    expect(lines.map(fault).filter(Boolean)).toEqual([])
  })
})
