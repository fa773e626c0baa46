// A plan kept as a file between `plan --out` and `apply`: what was reviewed is what is applied, or nothing is.
import { createHash } from 'node:crypto'
import { DnsctlError, fault } from '../base/errors.ts'
import { type Fields, isFields, parsePlan } from './parse-plan.ts'
import type { Plan } from './plan.ts'

const format = 'dnsctl-plan'

/** Records may hold what is nobody's business (keys, names of unannounced things), so only the owner reads it. */
export const planFileMode = 0o600

/** The text of a plan file. */
export function planFileText(plan: Plan): string {
  return `${JSON.stringify({ format, digest: digestOf(plan), plan }, null, 1)}\n`
}

/** Reads the text of a plan file; throws `plan-file-invalid`. `file` is its name in messages. */
export function readPlanFile(text: string, file: string): Plan {
  const refuse = (why: string): DnsctlError => fault('plan-file-invalid', `${file}: ${why}`)
  const content = parseJson(text)
  if (content?.format !== format || !isFields(content.plan)) throw refuse('this is no dnsctl plan')
  if (content.plan.version !== 1) throw refuse(`plan version ${String(content.plan.version)} is unknown here`)
  if (content.digest !== digestOf(content.plan)) throw refuse('the plan was altered after it was made')
  try {
    return parsePlan(content.plan)
  } catch (error) {
    if (error instanceof DnsctlError) throw refuse(error.problems[0].message)
    throw error
  }
}

/** Spacing does not count, so that a formatter may pass over the file. */
const digestOf = (plan: Plan | Fields): string =>
  createHash('sha256').update(JSON.stringify(plan)).digest('hex')

function parseJson(text: string): Fields | undefined {
  try {
    const content: unknown = JSON.parse(text)
    return isFields(content) ? content : undefined
  } catch {
    return undefined
  }
}
