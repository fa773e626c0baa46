// Selectors that search texts by regular expressions: the name of the question, and what HTTP said.
import { nameText } from '../asked-name.ts'
import { definePart } from '../define-part.ts'
import { readRegex } from '../read-regex.ts'
import type { RulePart, Selector } from '../rule.ts'

const expressionProperty = {
  type: 'string',
  minLength: 1,
  description:
    'The regular expression, in the syntax of RE2. Letter case does not count, and `^` and `$` bind it to the ends.',
} as const

const forName = (type: string) =>
  definePart({
    type,
    summary:
      'Matches questions by their names in presentation form, without the dot at the end. The engine does not backtrack, so that no name can stall it.',
    properties: { expression: expressionProperty },
    required: ['expression'],
    make({ expression }, { asked }): Selector {
      const regex = readRegex(expression)
      return t => regex.test(nameText(asked, t))
    },
  })

const httpHeader = definePart({
  type: 'HTTPHeader',
  summary: 'Matches queries over HTTPS by one of the headers. Other queries do not match.',
  properties: {
    header: { type: 'string', minLength: 1, description: 'The name of the header, in any letter case.' },
    expression: expressionProperty,
  },
  required: ['header', 'expression'],
  make({ header, expression }): Selector {
    const name = header.toLowerCase()
    const regex = readRegex(expression)
    return ({ http }) => {
      const value = http?.headers.get(name)
      return value !== undefined && regex.test(value)
    }
  },
})

const httpPath = definePart({
  type: 'HTTPPath',
  summary: 'Matches queries over HTTPS to one path.',
  properties: { path: { type: 'string', minLength: 1, description: 'The whole path: `/dns-query`.' } },
  required: ['path'],
  make:
    ({ path }): Selector =>
    ({ http }) =>
      http?.path === path,
})

const httpPathRegex = definePart({
  type: 'HTTPPathRegex',
  summary: 'Matches queries over HTTPS by their paths.',
  properties: { expression: expressionProperty },
  required: ['expression'],
  make({ expression }): Selector {
    const regex = readRegex(expression)
    return ({ http }) => http !== undefined && regex.test(http.path)
  },
})

/** Regex, RE2, HTTPHeader, HTTPPath and HTTPPathRegex. */
export const regexSelectors: readonly RulePart<Selector>[] = [
  forName('Regex'),
  forName('RE2'),
  httpHeader,
  httpPath,
  httpPathRegex,
]
