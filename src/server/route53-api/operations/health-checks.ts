// The operations on health checks but for what they found.
import { canonicalText } from '../../../dns/canonical.ts'
import type { HealthConfig } from '../../../route53/health-config.ts'
import { limits } from '../../../route53/limits.ts'
import type { Store, StoreTransaction } from '../../../store/store.ts'
import type { ApiContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { markedPage } from '../form/paging.ts'
import { choice, integer, list, text } from '../form/shapes.ts'
import { header, required, struct } from '../form/struct.ts'
import { newUuid } from '../ids.ts'
import { quotas } from '../quotas.ts'
import {
  inlineChecks,
  noSuchHealthCheck,
  putCheck,
  removeCheck,
  type StoredCheck,
  shownCheck,
  shownChecks,
  storedCheck,
  storedChecks,
  takenHealthReference,
} from '../state/health-checks.ts'
import { putTags } from '../state/tags.ts'
import { transact } from '../state/transact.ts'
import { pageOutput, pageQuery } from './common-shapes.ts'
import {
  changeableConfig,
  healthCheckConfig,
  healthCheckIdUri,
  healthCheckShape,
  shownHealthCheck,
} from './health-check-shapes.ts'
import { completeConfig } from './health-config-rules.ts'

export const createHealthCheck = defineOperation({
  name: 'CreateHealthCheck',
  method: 'POST',
  path: '/2013-04-01/healthcheck',
  status: 201,
  input: struct({
    CallerReference: required(text({ min: 1, max: limits.healthCallerReferenceCharacters })),
    HealthCheckConfig: required(healthCheckConfig),
  }),
  output: struct({ HealthCheck: required(healthCheckShape), Location: header('Location', text()) }),
  async run(context, { CallerReference, HealthCheckConfig }) {
    const { store } = context
    const check = await transact(store, t => create(t, context, CallerReference, HealthCheckConfig))
    return {
      HealthCheck: shownHealthCheck(check),
      Location: `https://route53.amazonaws.com/2013-04-01/healthcheck/${check.id}`,
    }
  },
})

/** A request that comes again finds what it made; a caller reference never makes a second check. */
function create(t: StoreTransaction, context: ApiContext, callerReference: string, stated: HealthConfig) {
  const config = completeConfig(stated)
  const taken = takenHealthReference(t, callerReference)
  if (taken) {
    const stored = storedCheck(t, taken.id)
    if (stored && canonicalText(taken.config) === canonicalText(config)) return { ...stored, id: taken.id }
    throw new ApiError(
      'HealthCheckAlreadyExists',
      `A health check with the caller reference ${callerReference} has already been created.`,
    )
  }
  refuseUnknownChildren(t, context.store, config)
  if ([...storedChecks(t)].length >= quotas.healthChecks)
    throw new ApiError(
      'TooManyHealthChecks',
      'Limits Exceeded: MAX_HEALTH_CHECKS_BY_OWNER - Cannot create more health checks',
    )
  const id = newUuid(context)
  const stored = { callerReference, version: 1, config }
  putCheck(t, id, stored)
  return { ...stored, id }
}

function refuseUnknownChildren(
  t: StoreTransaction,
  store: Store,
  { ChildHealthChecks = [] }: HealthConfig,
): void {
  let inline: ReturnType<typeof inlineChecks> | undefined
  for (const id of ChildHealthChecks) {
    if (storedCheck(t, id)) continue
    inline ??= inlineChecks(store)
    if (!inline.has(id))
      throw new ApiError('InvalidInput', `Invalid request: the child health check ${id} does not exist`)
  }
}

export const getHealthCheck = defineOperation({
  name: 'GetHealthCheck',
  method: 'GET',
  path: '/2013-04-01/healthcheck/{HealthCheckId}',
  input: struct(healthCheckIdUri),
  output: struct({ HealthCheck: required(healthCheckShape) }),
  run: ({ store }, { HealthCheckId }) => ({
    HealthCheck: shownHealthCheck(shownCheck(store, HealthCheckId)),
  }),
})

export const listHealthChecks = defineOperation({
  name: 'ListHealthChecks',
  method: 'GET',
  path: '/2013-04-01/healthcheck',
  input: struct(pageQuery),
  output: struct({ HealthChecks: required(list('HealthCheck', healthCheckShape)), ...pageOutput }),
  run({ store }, page) {
    const { items, members } = markedPage(shownChecks(store), page, limits.healthChecksPerPage)
    return { HealthChecks: items.map(shownHealthCheck), ...members }
  },
})

export const getHealthCheckCount = defineOperation({
  name: 'GetHealthCheckCount',
  method: 'GET',
  path: '/2013-04-01/healthcheckcount',
  input: struct({}),
  output: struct({ HealthCheckCount: required(integer()) }),
  run: ({ store }) => ({ HealthCheckCount: shownChecks(store).length }),
})

/** What an update can take back to where nothing was said. */
const resettable = ['FullyQualifiedDomainName', 'Regions', 'ResourcePath', 'ChildHealthChecks'] as const

export const updateHealthCheck = defineOperation({
  name: 'UpdateHealthCheck',
  method: 'POST',
  path: '/2013-04-01/healthcheck/{HealthCheckId}',
  input: struct({
    ...healthCheckIdUri,
    HealthCheckVersion: integer({ min: 1 }),
    ...changeableConfig,
    ResetElements: list('ResettableElementName', choice(...resettable), { max: 64 }),
  }),
  output: struct({ HealthCheck: required(healthCheckShape) }),
  async run({ store }, { HealthCheckId: id, HealthCheckVersion, ResetElements = [], ...changes }) {
    const updated = await transact(store, t => {
      const stored = requireStored(t, store, id)
      if (HealthCheckVersion !== undefined && HealthCheckVersion !== stored.version)
        throw new ApiError(
          'HealthCheckVersionMismatch',
          `The value of HealthCheckVersion in the request (${HealthCheckVersion}) does not match the value of HealthCheckVersion in the health check (${stored.version}).`,
        )
      const config = withoutReset({ ...stored.config, ...changes }, ResetElements)
      refuseUnknownChildren(t, store, config)
      const next = { ...stored, version: stored.version + 1, config: completeConfig(config) }
      putCheck(t, id, next)
      return { ...next, id }
    })
    return { HealthCheck: shownHealthCheck(updated) }
  },
})

function withoutReset(config: HealthConfig, names: readonly (typeof resettable)[number][]): HealthConfig {
  const left: Record<string, unknown> = { ...config }
  for (const name of names) {
    if (name === 'ChildHealthChecks') left[name] = []
    else delete left[name]
  }
  return left as unknown as HealthConfig
}

/** Checks that came with the records of a zone are changed there. */
function requireStored(t: StoreTransaction, store: Store, id: string): StoredCheck {
  const stored = storedCheck(t, id)
  if (stored) return stored
  if (!inlineChecks(store).has(id)) throw noSuchHealthCheck(id)
  throw new ApiError(
    'InvalidInput',
    `The health check ${id} belongs to records that were applied with it, and can't be changed here.`,
  )
}

/** Deletes a check, even one in use, as Route 53 does. */
export const deleteHealthCheck = defineOperation({
  name: 'DeleteHealthCheck',
  method: 'DELETE',
  path: '/2013-04-01/healthcheck/{HealthCheckId}',
  input: struct(healthCheckIdUri),
  output: struct({}),
  run: ({ store }, { HealthCheckId: id }) =>
    transact(store, t => {
      requireStored(t, store, id)
      removeCheck(t, id)
      putTags(t, 'healthcheck', id, [])
      return {}
    }),
})
