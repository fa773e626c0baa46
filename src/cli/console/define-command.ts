// The form of a command of the console: its words, what it takes, the orders that it gives, and what people see of the answer.
import { fault } from '../../base/errors.ts'
import type { AskProxy } from '../../operations/proxy/console/orders.ts'
import type { Colors } from '../colors.ts'
import type { Argument, ArgumentValues } from './argument.ts'

/** What commands have to do with the rest. */
export interface ConsoleSite {
  readonly ask: AskProxy
  /** Writes a file that only its owner can read; throws if it is there, unless it may be replaced. */
  readonly save: (path: string, text: string, mayReplace: boolean) => Promise<void>
}

/** What a command has led to. */
export interface Outcome {
  /** As `--json` prints it. */
  readonly result: unknown
  /** For people; no control characters are in it but line feeds, and colours. */
  text(colors: Colors): string
}

export interface ConsoleCommand {
  /** `show servers` */
  readonly name: string
  readonly summary: string
  readonly arguments: readonly Argument<unknown>[]
  readonly examples: readonly string[]
  /** Carries it out with the words behind its name; throws `usage-invalid`, and what the proxy answers. */
  run(site: ConsoleSite, words: readonly string[]): Promise<Outcome>
}

interface Definition<A extends Readonly<Record<string, Argument<unknown>>>, Result> {
  readonly name: string
  readonly summary: string
  readonly args?: A
  readonly examples?: readonly string[]
  run(site: ConsoleSite, given: ArgumentValues<A>): Promise<Result>
  text(result: Result, colors: Colors, given: ArgumentValues<A>): string
}

/** Makes a command. Arguments are read in their order: those with a keyword stand behind those without. */
export function defineCommand<
  // biome-ignore lint/complexity/noBannedTypes: what a command without arguments takes
  const A extends Readonly<Record<string, Argument<unknown>>> = {},
  Result = unknown,
>({ name, summary, args, examples = [], run, text }: Definition<A, Result>): ConsoleCommand {
  return {
    name,
    summary,
    arguments: Object.values(args ?? {}),
    examples,
    async run(site, words) {
      const given = readArguments(name, args ?? {}, words) as ArgumentValues<A>
      const result = await run(site, given)
      return { result, text: colors => text(result, colors, given) }
    },
  }
}

function readArguments(
  name: string,
  args: Readonly<Record<string, Argument<unknown>>>,
  words: readonly string[],
): Readonly<Record<string, unknown>> {
  const left = [...words]
  const given = Object.entries(args).map(([key, argument]) => [key, argument.read(left)])
  if (left.length > 0)
    throw fault('usage-invalid', `${name} takes no "${left[0]}"; \`help ${name}\` says what it takes`)
  return Object.fromEntries(given)
}

/** How a command is written: `set server NAME MODE`. */
export const usageOf = ({ name, arguments: args }: ConsoleCommand): string =>
  [name, ...args.map(({ usage }) => usage)].join(' ')
