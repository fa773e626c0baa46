import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import type { Colors } from '../cli/colors.ts'
import type { ConsoleSite } from '../cli/console/define-command.ts'

export default class ConsoleCommand extends BaseCommand {
  static override summary = 'See and change a proxy while it runs'
  static override description =
    `Carries out one command, or without one asks for commands at a prompt, with completion by the tabulator key and a history. \`help\` lists them, as docs/proxy-console.md does. Commands are also read from a pipe, one a line.

The proxy is reached through its socket in the file system, or with --connect over TCP: then the key in DNSCTL_CONSOLE_KEY, or in the settings, must be that of the proxy.`
  static override examples = [
    '<%= config.bin %> console',
    '<%= config.bin %> console show servers',
    '<%= config.bin %> console set server second drain',
    '<%= config.bin %> console top queries 20 --json',
    '<%= config.bin %> console --connect 192.0.2.53:5199 show cache',
  ]
  static override strict = false
  static override args = {
    // What comes from a pipe are commands, not the words of one.
    command: Args.string({
      description: 'the words of a command, such as "show servers"',
      ignoreStdin: true,
    }),
  }
  static override flags = {
    config: Flags.string({
      char: 'c',
      helpValue: 'FILE',
      description: 'file of the settings that the proxy was started with (default: "proxy" in dnsctl.yaml)',
    }),
    socket: Flags.string({
      helpValue: 'PATH',
      description: 'socket of the proxy, instead of the one that the settings name',
      exclusive: ['config', 'connect'],
    }),
    connect: Flags.string({
      helpValue: 'ADDRESS',
      description: 'address of the console over TCP, with the key; port 5199 if it names none',
    }),
  }

  async run(): Promise<unknown> {
    const { argv, flags } = await this.parse(ConsoleCommand)
    const { readFile } = await import('node:fs/promises')
    const { listFiles } = await import('../config/list-files.ts')
    const { createConsoleClient } = await import('../operations/proxy/console/connect-console.ts')
    const { findConsole } = await import('../operations/proxy/console/find-console.ts')
    const { runWords } = await import('../cli/console/read-commands.ts')
    const { saveSettings } = await import('../operations/proxy/console/save-settings.ts')
    const target = await findConsole({
      cwd: process.cwd(),
      env: process.env,
      file: flags.config,
      socket: flags.socket,
      address: flags.connect,
      readFile: path => readFile(path, 'utf8'),
      listFiles,
    })
    const client = createConsoleClient(target)
    const site = { ask: client.ask, save: saveSettings }
    try {
      const words = argv as string[]
      if (words.length === 0) return await this.#readCommands(site)
      if (words[0] === 'help') return await this.#help(words.slice(1))
      const { result, text } = await runWords(site, words)
      this.log(text(await this.#colors()))
      return result
    } finally {
      client.close()
    }
  }

  async #help(words: readonly string[]): Promise<{ help: string }> {
    const { helpText } = await import('../cli/console/help-text.ts')
    const help = helpText(words)
    this.log(help)
    return { help }
  }

  async #colors(): Promise<Colors> {
    const { colorsFor, takesColors } = await import('../cli/colors.ts')
    return colorsFor(takesColors(process.stdout, process.env))
  }

  /** Reads commands until their end; each has its result, as a line with --json. */
  async #readCommands(site: ConsoleSite): Promise<undefined> {
    const { openHistory } = await import('../cli/console/history.ts')
    const { readCommands } = await import('../cli/console/read-commands.ts')
    const { problemsOf } = await import('../base/errors.ts')
    const colors = await this.#colors()
    const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true
    const history = openHistory(isTerminal ? process.env : {})
    await readCommands({
      ...site,
      input: process.stdin,
      output: process.stdout,
      isTerminal,
      history: history.lines,
      onHistory: history.write,
      onHelp: text => process.stdout.write(`${text}\n`),
      onOutcome: ({ result, text }) =>
        process.stdout.write(`${this.jsonEnabled() ? JSON.stringify(result ?? null) : text(colors)}\n`),
      onError: error => {
        if (!isTerminal) process.exitCode = 1
        if (this.jsonEnabled()) process.stdout.write(`${JSON.stringify(this.toErrorJson(error))}\n`)
        else for (const problem of problemsOf(error)) this.warnOf(problem)
      },
    })
    return undefined
  }

  /** Nothing is left to be said behind what commands have led to. */
  protected override logJson(json: unknown): void {
    if (json !== undefined) super.logJson(json)
  }
}
