// Routing policies: `policy` and `sets` of a record's long form.
import type { PolicyKind, RoutedSet, RoutingPolicy } from '../../../dns/routing.ts'
import type { RRType } from '../../../dns/rr/define-type.ts'
import type { MappingNode, YamlNode } from './node.ts'
import type { Reading } from './reading.ts'
import { readSet } from './routed-set.ts'
import type { RecordFile } from './zone-builder.ts'

/** Reads the policy of a long form; undefined if it has none, or if that has been reported. */
export function readPolicy(
  form: MappingNode,
  kind: PolicyKind | undefined,
  type: RRType,
  file: RecordFile,
): RoutingPolicy | undefined {
  const { reading } = file
  const refuse = (message: string, node: YamlNode): undefined => {
    reading.report('policy-invalid', message, node.position)
  }
  const sets = form.entries.get('sets')?.value
  if (kind === undefined) return sets && refuse('"sets" need a "policy" that chooses among them', sets)
  if (!sets) return refuse(`policy "${kind}" needs "sets" to choose among`, form)
  if (form.entries.has('values') || form.entries.has('alias'))
    return refuse('values and aliases go into the sets, not beside them', form)
  if (sets.kind !== 'mapping') return refuse('"sets" must be a mapping of names to sets', sets)

  const nodes = [...sets.entries.values()]
  const routed = nodes.map(entry => readSet(entry, kind, type, file))
  const whole = routed.filter(set => set !== undefined)
  if (whole.length < routed.length) return undefined
  if (whole.length === 0) return refuse(`policy "${kind}" has no sets`, sets)
  const roles = whole.map(({ role }) => role)
  if (kind === 'failover' && (roles.length !== 2 || roles[0] === roles[1]))
    return refuse('failover takes one primary and one secondary set', sets)
  return refuseRepeated(kind, whole, nodes, reading) ? undefined : { kind, sets: whole }
}

/** What a query is matched against, so that no two sets may have it. */
const matched: Readonly<Partial<Record<PolicyKind, (set: RoutedSet) => readonly string[]>>> = {
  latency: ({ region = '' }) => [region],
  geolocation: ({ location = '' }) => [location],
  ip: ({ networks = [] }) => networks,
}

/** Reports what two sets are chosen by; says whether there is any. */
function refuseRepeated(
  kind: PolicyKind,
  sets: readonly RoutedSet[],
  nodes: readonly { readonly value: YamlNode }[],
  { report }: Reading,
): boolean {
  const known = new Map<string, string>()
  let isRepeated = false
  for (const [i, set] of sets.entries())
    for (const key of matched[kind]?.(set) ?? []) {
      const first = known.get(key)
      if (first === undefined) known.set(key, set.id)
      else {
        isRepeated = true
        const message =
          first === set.id
            ? `set "${set.id}" names "${key}" twice`
            : `set "${set.id}" is chosen by "${key}", as "${first}" is already`
        report('policy-invalid', message, nodes[i]!.value.position)
      }
    }
  return isRepeated
}

/** A policy with the TTL that its RRset gives it. */
export interface SettledPolicy {
  readonly policy: RoutingPolicy
  readonly ttl: number
}

/** Sets state a TTL only where it is another than that of the RRset, which is one that a set has; 0 if none has any. */
export function settleTtls(policy: RoutingPolicy, stated: number): SettledPolicy {
  const ttls = policy.sets.filter(({ alias }) => !alias).map(({ ttl = stated }) => ttl)
  const ttl = ttls.includes(stated) ? stated : (ttls[0] ?? 0)
  const sets = policy.sets.map(({ ttl: own = stated, ...set }) =>
    set.alias || own === ttl ? set : { ...set, ttl: own },
  )
  return { policy: { ...policy, sets }, ttl }
}
