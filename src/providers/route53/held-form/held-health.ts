// Health checks at Route 53: what it cannot check, and what it checks otherwise than stated.
import type { HealthCheck, ProbeCheck } from '../../../dns/routing.ts'
import type { RRset } from '../../../dns/rrset.ts'
import type { Objection } from '../../../plan/capabilities.ts'
import { limits, otherThanTagMarks } from '../../../route53/limits.ts'
import { heldCheck } from './normal-form.ts'

/** Says why Route 53 cannot run the checks of an RRset's sets. */
export function healthRefusals(rrset: RRset): Objection[] {
  return checksOf(rrset).flatMap(check => {
    const why = refusal(check)
    return why === undefined ? [] : [{ code: 'route53-health-unsupported', why: `is left out: ${why}` }]
  })
}

function refusal(check: HealthCheck): string | undefined {
  if (check.type === 'reference') return undefined
  const named = `health check "${check.name}"`
  // It is kept in a tag.
  if (check.name.length > limits.tagValueCharacters)
    return `the name of ${named} has more than ${limits.tagValueCharacters} characters`
  if (otherThanTagMarks.test(check.name)) return `the name of ${named} has other marks than + - = . _ : / @`
  if (check.type === 'calculated') {
    const { length } = check.checks
    if (length <= limits.childHealthChecks) return undefined
    return `${named} sums up ${length} checks, and the most are ${limits.childHealthChecks}`
  }
  if (check.type === 'tcp' && check.port === undefined) return `${named} has no port`
  const lengths = [
    ['host', check.host, limits.healthHostCharacters],
    ['path', check.path, limits.resourcePathCharacters],
    ['contains', check.contains, limits.searchStringCharacters],
  ] as const
  for (const [field, text = '', most] of lengths)
    if (text.length > most)
      return `"${field}" of ${named} has ${text.length} characters, and the most are ${most}`
  return undefined
}

const altered = ['interval', 'timeout', 'failures', 'successes'] as const satisfies (keyof ProbeCheck)[]

/** Says what of the checks of an RRset's sets Route 53 does otherwise than stated. */
export function healthChanges(rrset: RRset): Objection[] {
  return checksOf(rrset).flatMap(check => {
    const held = heldCheck(check)
    if (check.type !== held.type || check.type === 'calculated' || check.type === 'reference') return []
    const probe = held as ProbeCheck
    const changes = altered
      .filter(field => check[field] !== probe[field])
      .map(field => `${field} ${probe[field]} in place of ${check[field]}`)
    const why = `has a health check "${check.name}" that Route 53 runs with ${changes.join(', ')}`
    return changes.length > 0 ? [{ code: 'route53-altered', why }] : []
  })
}

/** Each check once, those that others sum up too. */
function checksOf({ policy }: RRset): readonly HealthCheck[] {
  const found = new Map<string, HealthCheck>()
  const meet = (check: HealthCheck): void => {
    found.set(check.type === 'reference' ? check.id : `${check.name}/${check.type}`, check)
    if (check.type === 'calculated') check.checks.forEach(meet)
  }
  for (const { health } of policy?.sets ?? []) if (health) meet(health)
  return [...found.values()]
}
