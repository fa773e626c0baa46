// Regular expressions of rules, by an engine that does not backtrack: what they take grows with the text alone.
import { RE2JS, RE2JSException } from 're2js'
import { fault } from '../../base/errors.ts'

/** A regular expression that a text is searched for. */
export interface Regex {
  test(text: string): boolean
}

/** More instructions than these make a single look too slow. */
const mostInstructions = 5_000

/** Reads a regular expression in the syntax of RE2, without letter case as in dnsdist; throws `proxy-rule-invalid`. */
export function readRegex(expression: string): Regex {
  const regex = compiled(expression)
  const size = regex.programSize()
  if (size > mostInstructions)
    throw fault(
      'proxy-rule-invalid',
      `regular expression "${expression.slice(0, 60)}" becomes ${size} instructions; the most is ${mostInstructions}`,
    )
  return { test: text => regex.test(text) }
}

function compiled(expression: string): RE2JS {
  try {
    return RE2JS.compile(expression, RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw fault('proxy-rule-invalid', `regular expression "${expression}": ${error.message}`)
  }
}
