// Health checks as the store keeps them. Checks that came into a zone with its records are shown too, under ids that
// follow from what they check; nobody can change those here.
import { canonicalText } from '../../../dns/canonical.ts'
import type { HealthCheck } from '../../../dns/routing.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { healthCheckOf, healthConfigOf } from '../../../route53/health.ts'
import type { HealthConfig } from '../../../route53/health-config.ts'
import type { Store, StoreTransaction } from '../../../store/store.ts'
import { keyOfZone } from '../../../store/zone-key.ts'
import { ApiError } from '../errors.ts'
import { derivedUuid } from '../ids.ts'
import type { StoreReading } from './transact.ts'
import { indexOf } from './zone-index.ts'

export interface StoredCheck {
  readonly callerReference: string
  readonly version: number
  readonly config: HealthConfig
}

export interface ShownCheck extends StoredCheck {
  readonly id: string
  /** What is run: a reference, or the check of an RRset. */
  readonly check: HealthCheck
}

const kind = 'route53-health-check'
const referenceKind = 'route53-health-reference'

/** A caller reference stays taken when its check is deleted. */
interface TakenReference {
  readonly id: string
  readonly config: HealthConfig
}

/** Who made a check with a caller reference, if anyone did. */
export const takenHealthReference = (reading: StoreReading, callerReference: string) =>
  reading.resource<TakenReference>(referenceKind, callerReference)

/** The check that the API keeps under an id. */
export const storedCheck = (reading: StoreReading, id: string): StoredCheck | undefined =>
  reading.resource<StoredCheck>(kind, id)

/** The checks that the API keeps. */
export const storedChecks = (reading: StoreReading) => reading.resources<StoredCheck>(kind)

/** Keeps a check; as it is created, its caller reference is taken. */
export function putCheck(t: StoreTransaction, id: string, check: StoredCheck): void {
  t.put(kind, id, check)
  if (check.version === 1)
    t.put(referenceKind, check.callerReference, { id, config: check.config } satisfies TakenReference)
}

/** Forgets a check, but not that its caller reference was used. */
export function removeCheck(t: StoreTransaction, id: string): void {
  t.remove(kind, id)
}

/** The id under which a check is shown that came with an RRset. */
export const inlineCheckId = (check: HealthCheck): string =>
  check.type === 'reference' ? check.id : derivedUuid(canonicalText(check))

/** All checks that are written in an RRset, those that others sum up too. */
export function* inlineChecksOf({ policy }: RRset): Generator<HealthCheck> {
  for (const { health } of policy?.sets ?? []) if (health) yield* withChildren(health)
}

function* withChildren(check: HealthCheck): Generator<HealthCheck> {
  if (check.type === 'reference') return
  yield check
  if (check.type === 'calculated') for (const child of check.checks) yield* withChildren(child)
}

/** All checks that are written in RRsets, by their ids. */
export function inlineChecks(store: Store): Map<string, HealthCheck> {
  const checks = new Map<string, HealthCheck>()
  for (const head of store.zones())
    for (const rrset of indexOf(store, keyOfZone(head)).policies.values())
      for (const check of inlineChecksOf(rrset)) checks.set(inlineCheckId(check), check)
  return checks
}

/** Every check, in the order of their ids. */
export function shownChecks(store: Store): ShownCheck[] {
  const stored = [...storedChecks(store)].map(({ id, value }) => shownStored(id, value))
  const inline = [...inlineChecks(store)].map(([id, check]) => shownInline(id, check))
  return [...stored, ...inline].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Finds a check by its id; throws NoSuchHealthCheck. */
export function shownCheck(store: Store, id: string): ShownCheck {
  const stored = storedCheck(store, id)
  if (stored) return shownStored(id, stored)
  const inline = inlineChecks(store).get(id)
  if (inline) return shownInline(id, inline)
  throw noSuchHealthCheck(id)
}

/** Tells that there is no check of an id. */
export const noSuchHealthCheck = (id: string): ApiError =>
  new ApiError('NoSuchHealthCheck', `A health check with id ${id} does not exist.`)

const shownStored = (id: string, stored: StoredCheck): ShownCheck => ({
  ...stored,
  id,
  check: { type: 'reference', id },
})

function shownInline(id: string, check: HealthCheck): ShownCheck {
  if (check.type === 'reference') throw noSuchHealthCheck(id)
  const config = healthConfigOf(check, inlineCheckId)
  return { id, callerReference: `dnsctl:${check.name}`, version: 1, config, check }
}

/** The checks that the API keeps and that can be run here, by their ids. */
export function checksById(reading: StoreReading): Map<string, HealthCheck> {
  const checks = new Map<string, HealthCheck>()
  for (const { id } of storedChecks(reading)) {
    const check = checkBehind(reading, id)
    if (check) checks.set(id, check)
  }
  return checks
}

/**
 * The check that stands behind an id of the API, for whoever runs it; undefined if there is none, or none that can be
 * run here: an alarm or a recovery control. One that is disabled is well, or ill if it is inverted, whatever it checks
 * (API Reference, HealthCheckConfig, Disabled); regions to check from are all this server.
 */
export function checkBehind(reading: StoreReading, id: string): HealthCheck | undefined {
  const stored = storedCheck(reading, id)
  if (!stored) return undefined
  const { Disabled, Regions: _, ...config } = stored.config
  if (Disabled) return { type: 'calculated', name: id, checks: [], healthy: config.Inverted ? 1 : 0 }
  return healthCheckOf(config, id, child => ({ type: 'reference', id: child }))
}
