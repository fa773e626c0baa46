// The console as people use it: a prompt, lines with history and completion, one command after another until the end.
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { completeLine } from './complete-line.ts'
import { findCommand } from './console-commands.ts'
import type { ConsoleSite, Outcome } from './define-command.ts'
import { helpText } from './help-text.ts'
import { splitLine } from './split-line.ts'

export interface ConsoleTerminal extends ConsoleSite {
  readonly input: Readable
  readonly output: Writable
  /** Whether there is a person: a prompt is shown, and lines can be edited. */
  readonly isTerminal: boolean
  /** The last lines of earlier consoles, the newest first. */
  readonly history: readonly string[]
  readonly onOutcome: (outcome: Outcome) => void
  readonly onHelp: (text: string) => void
  readonly onError: (error: unknown) => void
  /** Told of all lines that are to be known later. */
  readonly onHistory: (lines: readonly string[]) => void
}

/** The most lines that are known. */
export const historyLines = 500

/** Reads and carries out commands until `quit` or the end of the input. */
export function readCommands(terminal: ConsoleTerminal): Promise<void> {
  const lines = createInterface({
    input: terminal.input,
    output: terminal.output,
    terminal: terminal.isTerminal,
    history: [...terminal.history],
    historySize: historyLines,
    removeHistoryDuplicates: true,
    prompt: terminal.isTerminal ? 'dnsctl> ' : '',
    completer: (line: string, done: (error: null, found: [string[], string]) => void) =>
      void completeLine(line, terminal.ask).then(found => done(null, found)),
  })
  const prompt = (): void => {
    if (terminal.isTerminal) lines.prompt()
  }
  // Lines that are pasted come faster than they are carried out.
  let last: Promise<void> = Promise.resolve()
  let isEnding = false
  lines.on('line', line => {
    last = last.then(async () => {
      if (isEnding) return
      isEnding = await carryOut(line, terminal)
      if (isEnding) lines.close()
      else prompt()
    })
  })
  lines.on('history', terminal.onHistory)
  // As shells do: what is typed is dropped.
  lines.on('SIGINT', () => {
    terminal.output.write('\n')
    lines.write(null, { ctrl: true, name: 'e' })
    lines.write(null, { ctrl: true, name: 'u' })
    prompt()
  })
  prompt()
  return new Promise(resolve => {
    lines.on('close', () => {
      if (terminal.isTerminal && !isEnding) terminal.output.write('\n')
      void last.then(resolve)
    })
  })
}

const endings = new Set(['quit', 'exit'])

/** Carries out a line; true if it asks for the end. What fails is told. */
async function carryOut(line: string, terminal: ConsoleTerminal): Promise<boolean> {
  try {
    const words = splitLine(line)
    const [first, ...rest] = words
    if (first === undefined || first.startsWith('#')) return false
    if (endings.has(first)) return true
    if (first === 'help') terminal.onHelp(helpText(rest))
    else terminal.onOutcome(await runWords(terminal, words))
  } catch (error) {
    terminal.onError(error)
  }
  return false
}

/** Carries out the command that words are; throws `usage-invalid` if they are none, and what the proxy answers. */
export async function runWords(site: ConsoleSite, words: readonly string[]): Promise<Outcome> {
  const { command, rest } = findCommand(words)
  return command.run(site, rest)
}
