// Says what is wrong with lines that are not YAML: `yaml` tells more than js-yaml, but takes too long for whole files.
import { parseDocument } from 'yaml'
import type { SyntaxFailure } from './document.ts'

/** So many failures are explained; the rest, which seldom have causes of their own, keep the first parser's words. */
const mostExplained = 100

/** Reports lines that are not YAML, each at the place where reading fails or what is to be quoted stands. */
export function reportSyntax(failures: readonly SyntaxFailure[]): void {
  for (const [i, failure] of failures.entries()) {
    const { reading, offset, reason } = withHint(i < mostExplained ? explain(failure) : failure)
    reading.report('yaml-syntax', reason, reading.base + offset)
  }
}

function explain(failure: SyntaxFailure): SyntaxFailure {
  const { reading, start, end } = failure
  const [error] = parseDocument(reading.text.slice(start, end), {
    prettyErrors: false,
    uniqueKeys: false,
  }).errors
  if (!error) return failure
  const reason = error.message.charAt(0).toLowerCase() + error.message.slice(1)
  return { ...failure, reason, offset: openingOf(reading.text, start, start + error.pos[0], reason) }
}

/** What is not closed is found out far below; its opening is the line to mend. */
function openingOf(text: string, start: number, offset: number, reason: string): number {
  const [, quote] = /missing closing (["'])/.exec(reason) ?? []
  if (quote) return Math.max(start, text.lastIndexOf(quote, offset - 1))
  return /flow (?:sequence|map) .* end with/.test(reason) ? lastOpenBracket(text, start, offset) : offset
}

function lastOpenBracket(text: string, start: number, offset: number): number {
  let closed = 0
  for (let at = offset - 1; at >= start; at--) {
    if (']}'.includes(text[at]!)) closed++
    else if ('[{'.includes(text[at]!) && closed-- === 0) return at
  }
  return offset
}

/** Adds what usually is meant by a line that cannot be read. */
function withHint(failure: SyntaxFailure): SyntaxFailure {
  const { reading, offset, reason } = failure
  const lineStart = reading.text.lastIndexOf('\n', offset - 1) + 1
  const lineEnd = reading.text.indexOf('\n', offset)
  const line = reading.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd)
  for (const { cause, among, hint } of hints) {
    const found = among.test(reason) ? cause.exec(line) : undefined
    if (found) return { ...failure, offset: lineStart + found.index, reason: `${hint} (${reason})` }
  }
  return failure
}

/** What in a line is the cause, among failures with such reasons. */
const hints: readonly { readonly cause: RegExp; readonly among: RegExp; readonly hint: string }[] = [
  { cause: /(?<=^\s*)\*/, among: /./, hint: "a name that starts with * must be quoted: '*.dev'" },
  { cause: /(?<=^|[\s[,:])@/, among: /./, hint: "what starts with @ must be quoted: '@'" },
  {
    cause: /(?<=^|\s)[0-9a-f]*:[0-9a-f:]*:(?=[\s,\]}]|$)/i,
    among: /./,
    hint: "an address that ends with a colon must be quoted: '2001:db8::'",
  },
  { cause: /\$\{/, among: /./, hint: "a variable among brackets must be quoted: '${web}'" },
  {
    cause: /(?<=^ *)[^\s#]/,
    among: /unexpected scalar at node end|end of the stream/,
    hint: 'the indentation fits no line above',
  },
  {
    cause: /(?<=: )[^'"\s].*: /,
    among: /nested mapping|implicit key|bad indentation/i,
    hint: "a text with `: ` in it must be quoted: 'a: b'",
  },
]
