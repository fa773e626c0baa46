// What a key may do, by the patterns of its `allow`.

import { ApiError } from '../errors.ts'
import type { Route } from '../router.ts'
import type { ApiKey } from './authenticate.ts'

/** Throws AccessDenied, in AWS's words, unless the key may do what the route means. */
export function authorize(key: ApiKey, { operation, labels }: Route): void {
  const action = `route53:${operation.name}`
  if (!key.allow || key.allow.some(pattern => matches(pattern, action))) return
  const resource = resourceOf(operation.path, labels)
  const on = resource === undefined ? '' : ` on resource: ${resource}`
  throw new ApiError(
    'AccessDenied',
    `User: ${key.id} is not authorized to perform: ${action}${on} because no identity-based policy allows the ${action} action`,
  )
}

/** As in IAM, `*` stands for any text, `?` for one character, and letter case does not count. */
function matches(pattern: string, action: string): boolean {
  const source = pattern.replace(/[^*?]/g, literal => literal.replace(/[^a-z0-9]/i, '\\$&'))
  return new RegExp(`^${source.replace(/\*+/g, '.*').replaceAll('?', '.')}$`, 'i').test(action)
}

/** The resource that a path names first: `arn:aws:route53:::hostedzone/Z1`. */
function resourceOf(path: string, labels: Route['labels']): string | undefined {
  const named = /\/(hostedzone|change|healthcheck|delegationset|cidrcollection)\/\{(\w+)\}/.exec(path)
  if (!named) return undefined
  const [, kind, label] = named
  return `arn:aws:route53:::${kind}/${labels.get(label!)!.replace(`/${kind}/`, '')}`
}
