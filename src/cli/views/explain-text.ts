// A code for people: why it exists, what to change, and how to turn it off where that is possible.
import type { CodeEntry } from '../../base/errors.ts'

/** Prints one entry of the table of codes. */
export function explainText(code: string, { severity, title, why, mend, silenceable }: CodeEntry): string {
  const silence = silenceable
    ? [
        'How to turn it off',
        `  For a zone, at the top of its file:     checks: { off: [${code}] }`,
        `  For one record, in its long form:       A: { values: 192.0.2.1, checks: { off: [${code}] } }`,
      ]
    : ['It cannot be turned off.']
  return [
    `${code} (${severity}): ${title}`,
    '',
    'Why',
    `  ${why}`,
    '',
    'What to do',
    `  ${mend}`,
    '',
    ...silence,
  ].join('\n')
}

/** Lists codes with their titles. */
export function codesText(entries: readonly (readonly [string, CodeEntry])[]): string {
  const width = Math.max(...entries.map(([code]) => code.length))
  return entries
    .map(([code, { severity, title }]) => `${code.padEnd(width)}  ${severity.padEnd(7)}  ${title}`)
    .join('\n')
}
