// What every command shares: --json, problems as errors with exit codes, results to stdout, the rest to stderr.
import { Command } from '@oclif/core/command'
import { DnsctlError, fault, type Problem, problemText } from '../base/errors.ts'
import type { Event, Listener } from '../base/io.ts'
import { exitCodeFor, exitCodes } from './exit-codes.ts'
import { printable } from './printable.ts'
import { Progress } from './progress.ts'

export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true

  readonly #progress = new Progress(process.stderr)

  /** Hands events of an operation to the terminal: progress and notes to stderr. */
  protected readonly listener: Listener = event => this.#show(event)

  #show(event: Event): void {
    switch (event.kind) {
      case 'progress':
        if (!this.jsonEnabled()) this.#progress.show(event)
        return
      case 'problem':
        return this.warnOf(event.problem)
      case 'note':
        this.#progress.clear()
        if (!this.jsonEnabled()) process.stderr.write(`${event.text.split('\n').map(printable).join('\n')}\n`)
        return
      default:
        event satisfies never
    }
  }

  /** Prints one problem to stderr without ending the command. */
  protected warnOf(problem: Problem): void {
    this.#progress.clear()
    if (!this.jsonEnabled()) process.stderr.write(lineOf(problem))
  }

  /** Prints a result, on a line of its own; nothing with --json. */
  override log(text = ''): void {
    this.#progress.clear()
    super.log(text)
  }

  /** Plain: oclif takes the text apart again to colour it, which takes long for a large plan. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
  }

  protected override async catch(thrown: Error & { exitCode?: number }): Promise<unknown> {
    this.#progress.clear()
    // On a terminal oclif shows the usage beside its message.
    const error = this.jsonEnabled() ? withoutUsage(thrown) : thrown
    if (!(error instanceof DnsctlError)) return super.catch(error)
    process.exitCode = exitCodeFor(error.problems)
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error))
    else for (const problem of error.problems) process.stderr.write(lineOf(problem))
    return undefined
  }

  protected override toErrorJson(error: unknown): unknown {
    if (error instanceof DnsctlError) return { error: { code: error.code, problems: error.problems } }
    return {
      error: { code: 'internal-fault', message: error instanceof Error ? error.message : String(error) },
    }
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#progress.clear()
    await super.finally(error)
  }
}

/** What oclif's parser objects to in the command line, as a fault; other errors as they are. */
function withoutUsage(error: Error): Error {
  if (!('oclif' in error) || (error.oclif as { exit?: number }).exit !== exitCodes.usage) return error
  const [text = ''] = error.message.split('\nSee more help')
  return fault('usage-invalid', text.trim().replace(/\s*\n\s*/g, ' '), undefined, { cause: error })
}

/** What providers and other people's records say is in it, and must neither steer a terminal nor begin a line. */
const lineOf = (problem: Problem): string => `${problem.severity}: ${printable(problemText(problem))}\n`
