// Says what is wrong with lines that are not YAML: `yaml` tells more than js-yaml, but takes too long for whole files.
import { parseDocument } from 'yaml'
import type { SyntaxFailure } from './document.ts'

/** So many failures of a file are explained; the rest, which seldom have causes of their own, keep the first parser's words. */
const mostExplained = 100

/** Reports lines that are not YAML, each at the place where reading fails. */
export function reportSyntax(failures: readonly SyntaxFailure[]): void {
  for (const [i, failure] of failures.entries()) {
    const { reading, offset, reason } = i < mostExplained ? explain(failure) : failure
    const hint = hintFor(reading.text, offset)
    reading.report('yaml-syntax', hint ? `${reason}; ${hint}` : reason, reading.base + offset)
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
  return { ...failure, offset: start + error.pos[0], reason }
}

/** What usually is meant by the line that cannot be read. */
function hintFor(text: string, offset: number): string | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const lineEnd = text.indexOf('\n', offset)
  const line = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd)
  return hints.find(([pattern]) => pattern.test(line))?.[1]
}

const hints: readonly (readonly [RegExp, string])[] = [
  [/^\s*\*/, "a name that starts with * must be quoted: '*.dev'"],
  [/(?:^|[\s[,:])@/, "a value or name that starts with @ must be quoted: '@'"],
  [
    /(?:^|\s)[0-9a-f]*:[0-9a-f:]*:(?:[\s,\]}]|$)/i,
    "an address that ends with a colon must be quoted: '2001:db8::'",
  ],
  [/\$\{/, "a variable among brackets must be quoted: '${web}'"],
  [/\t/, 'indentation must be of spaces, not tabs'],
  [/:\s*[^'"\s].*: /, "a text with `: ` in it must be quoted: 'a: b'"],
]
