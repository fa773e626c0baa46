// A plan kept as a file between `plan --out` and `apply`: what was reviewed is what is applied, or nothing is.
import { createHash, type KeyObject } from 'node:crypto'
import { canonicalJson } from '../../base/canonical-json.ts'
import { DnsctlError, fault, type Problem, throwIfAny } from '../../base/errors.ts'
import { type Plan, planFileFormat } from '../plan.ts'
import { contradictionsIn } from './check-plan.ts'
import { parsePlan } from './parse-plan.ts'
import { checkSignature, type PlanSignature, signDigest } from './plan-signature.ts'

/** Records may hold what is nobody's business (keys, names of unannounced things), so only the owner reads it. */
export const planFileMode = 0o600

/** What a plan has to fit in order to be applied. */
export interface PlanFileTerms {
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  /** The version of this dnsctl. */
  readonly tool: string
  /** The digest of the settings here. */
  readonly configuration: string
  /** Names of the providers that are configured. */
  readonly providers: readonly string[]
  /** Public key by which the plan must be signed; it need not be if absent. */
  readonly verifyKey?: KeyObject | undefined
  /** The most milliseconds since it was made; its own expiry holds too. */
  readonly maxAgeMs?: number | undefined
}

/** The text of a plan file, signed if there is a key to sign with. */
export function planFileText(plan: Plan, signingKey?: KeyObject): string {
  const digest = planDigest(plan)
  const signature = signingKey && signDigest(digest, signingKey)
  return `${JSON.stringify({ format: planFileFormat, digest, ...(signature && { signature }), plan }, null, 1)}\n`
}

/** SHA-256 (hex) over all of a plan as canonical JSON. */
export const planDigest = (plan: object): string =>
  createHash('sha256').update(canonicalJson(plan)).digest('hex')

/**
 * Reads the text of a plan file and gives the plan if it may be applied here and now; `file` is its name in messages.
 * Throws `plan-file-invalid`, `plan-tampered`, `plan-signature`, `plan-foreign` or `plan-expired`.
 */
export function readPlanFile(text: string, file: string, terms: PlanFileTerms): Plan {
  const { plan, digest, signature } = readUnaltered(text, file)
  if (terms.verifyKey) checkSignature(signature, digest, terms.verifyKey, file)
  refuseForeign(plan, file, terms)
  refuseExpired(plan, file, terms)
  return plan
}

/**
 * Reads the text of a plan file in order to show it, wherever and by whomever it was made. Throws `plan-file-invalid`
 * or `plan-tampered`.
 */
export const readPlanToShow = (text: string, file: string): Plan => readUnaltered(text, file).plan

interface Unaltered {
  readonly plan: Plan
  readonly digest: string
  readonly signature?: PlanSignature
}

function readUnaltered(text: string, file: string): Unaltered {
  try {
    return checkUnaltered(text, file)
  } catch (error) {
    // Lists in lists without end, or a text of millions of escapes: no plan of ours, and more than the stack holds.
    if (!(error instanceof RangeError)) throw error
    throw fault(
      'plan-file-invalid',
      `${file}: this is no dnsctl plan: it is nested too deep, or a text in it is too long`,
    )
  }
}

function checkUnaltered(text: string, file: string): Unaltered {
  const { content, signature } = readContent(text, file)
  const digest = planDigest(content.plan)
  // Two members of one name, of which reviewers see the first and programs take the last, are no form of ours.
  if (content.digest !== digest || withoutSpaces(text) !== JSON.stringify(content))
    throw fault('plan-tampered', `${file}: the plan was altered after it was made`)
  return { plan: readPlan(content.plan, file), digest, ...(signature && { signature }) }
}

/** A plan file's members, of which only the plan's own are not known yet. */
interface PlanFileContent {
  readonly digest: unknown
  readonly plan: Fields
}

function readContent(text: string, file: string): { content: PlanFileContent; signature?: PlanSignature } {
  const refuse = (why: string): DnsctlError => fault('plan-file-invalid', `${file}: ${why}`)
  const content = parseJson(text)
  if (content === undefined) throw refuse('this is no dnsctl plan, or it was cut short')
  const { format, digest, plan, signature, ...others } = content
  if (format !== planFileFormat || !isFields(plan)) throw refuse('this is no dnsctl plan')
  if (plan.version !== 2)
    throw refuse(`plan version ${String(plan.version)} is unknown here; this dnsctl knows version 2`)
  const [other] = Object.keys(others)
  if (other !== undefined) throw refuse(`"${other}" is unknown`)
  if (Object.hasOwn(content, 'signature') && !isSignature(signature))
    throw refuse('"signature" is none of Ed25519')
  return {
    content: content as unknown as PlanFileContent,
    ...(isSignature(signature) && { signature }),
  }
}

function readPlan(data: Fields, file: string): Plan {
  const refused = (message: string): Problem => fault('plan-file-invalid', `${file}: ${message}`).problems[0]
  try {
    const plan = parsePlan(data)
    if (plan.expires === undefined) throw fault('plan-file-invalid', '"expires" is missing')
    throwIfAny(contradictionsIn(plan))
    return plan
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    const [first, ...others] = error.problems
    throw new DnsctlError([refused(first.message), ...others.map(({ message }) => refused(message))])
  }
}

/** Refuses what was made with other settings or by another version, and tells both sides. */
function refuseForeign(plan: Plan, file: string, { tool, configuration, providers }: PlanFileTerms): void {
  if (plan.tool !== tool)
    throw fault('plan-foreign', `${file} was made by dnsctl ${plan.tool}; this is dnsctl ${tool}`)
  if (plan.configuration !== configuration)
    throw fault(
      'plan-foreign',
      `${file} was made with other settings (${start(plan.configuration)}) than those here (${start(configuration)})`,
    )
  const unknown = plan.zones.find(({ provider }) => !providers.includes(provider))
  if (unknown)
    throw fault(
      'plan-foreign',
      `${file} is for the provider "${unknown.provider}"; configured are: ${providers.join(', ')}`,
    )
}

/** Enough of a digest to tell two apart. */
const start = (digest: string): string => digest.slice(0, 12)

/** A time that is none (the 99th of a month) is past. */
function refuseExpired({ created, expires }: Plan, file: string, { now, maxAgeMs }: PlanFileTerms): void {
  if (!(now < Date.parse(expires ?? ''))) throw fault('plan-expired', `${file} expired at ${expires}`)
  if (maxAgeMs === undefined || now - Date.parse(created) <= maxAgeMs) return
  throw fault('plan-expired', `${file} was made at ${created}, which is longer ago than --max-age allows`)
}

/** JSON with nothing between its tokens; spacing does not count, so that a formatter may pass over a plan file. */
const withoutSpaces = (json: string): string =>
  json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|[ \t\r\n]+/g, token => (token.startsWith('"') ? token : ''))

/** A JSON object whose members are not known yet. */
type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSignature = (value: unknown): value is PlanSignature =>
  isFields(value) &&
  value.algorithm === 'ed25519' &&
  typeof value.key === 'string' &&
  typeof value.value === 'string' &&
  Object.keys(value).length === 3

function parseJson(text: string): Fields | undefined {
  try {
    const content: unknown = JSON.parse(text)
    return isFields(content) ? content : undefined
  } catch {
    return undefined
  }
}
