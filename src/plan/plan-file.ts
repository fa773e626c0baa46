// A plan kept as a file between `plan --out` and `apply`: what was reviewed is what is applied, or nothing is.
import { createHash } from 'node:crypto'
import { DnsctlError, fault, type Problem } from '../base/errors.ts'
import { parsePlan } from './parse-plan.ts'
import { type Plan, planFileFormat } from './plan.ts'

/** Records may hold what is nobody's business (keys, names of unannounced things), so only the owner reads it. */
export const planFileMode = 0o600

/** The text of a plan file. */
export function planFileText(plan: Plan): string {
  return `${JSON.stringify({ format: planFileFormat, digest: digestOf(plan), plan }, null, 1)}\n`
}

/** Reads the text of a plan file; throws `plan-file-invalid`. `file` is its name in messages. */
export function readPlanFile(text: string, file: string): Plan {
  const refuse = (why: string): DnsctlError => fault('plan-file-invalid', `${file}: ${why}`)
  const content = parseJson(text)
  if (content?.format !== planFileFormat || !isFields(content.plan)) throw refuse('this is no dnsctl plan')
  if (content.plan.version !== 2) throw refuse(`plan version ${String(content.plan.version)} is unknown here`)
  if (content.digest !== digestOf(content.plan)) throw refuse('the plan was altered after it was made')
  try {
    return parsePlan(content.plan)
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    const inFile = ({ message }: Problem): Problem => refuse(message).problems[0]
    const [first, ...others] = error.problems
    throw new DnsctlError([inFile(first), ...others.map(inFile)])
  }
}

/** Spacing does not count, so that a formatter may pass over the file. */
const digestOf = (plan: object): string => createHash('sha256').update(JSON.stringify(plan)).digest('hex')

/** A JSON object whose members are not known yet. */
type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseJson(text: string): Fields | undefined {
  try {
    const content: unknown = JSON.parse(text)
    return isFields(content) ? content : undefined
  } catch {
    return undefined
  }
}
