// The change sets that a zone goes through: one, or two where TTLs are lowered before something changes (RFC 1034 §3.6.1
// leaves old answers in caches for as long as the TTL says).
import { hasTtl, type RRset } from '../../dns/rrset.ts'
import type { Stage } from '../../history/run.ts'
import type { Change, ZonePlan } from '../../plan/plan.ts'

/**
 * The stages of a zone's plan. With `lowerTo` (seconds), what is updated or deleted first gets that TTL with its old
 * values; once the old TTLs have run out in all caches, the plan itself follows, which sets the TTLs that are stated.
 */
export function stagesOf(plan: ZonePlan, lowerTo: number | undefined): Stage[] {
  const { zone, createsZone, serial, changes, deletesZone, fingerprint } = plan
  const whole: Stage = {
    zone,
    createsZone,
    serial,
    changes,
    ...(deletesZone && { deletesZone: { fingerprint } }),
  }
  if (lowerTo === undefined || deletesZone) return [whole]
  const lowered = changes.map(change => loweredFirst(change, lowerTo))
  const lowering = lowered.flatMap(({ first }) => first ?? [])
  if (lowering.length === 0) return [whole]
  const waitFor = Math.max(...lowering.map(({ before }) => longestTtl(before)))
  return [
    { zone, createsZone: false, serial, changes: lowering, waitFor },
    { ...whole, changes: lowered.map(({ rest }) => rest) },
  ]
}

type Update = Extract<Change, { action: 'update' }>

/** The change that lowers the TTL, if that helps, and what is left of the planned one then. */
function loweredFirst(change: Change, to: number): { readonly first?: Update; readonly rest: Change } {
  // An SOA's TTL is that of negative answers too, and its serial changes anyway.
  if (change.action === 'create' || change.type === 'SOA') return { rest: change }
  const { owner, type, before } = change
  const low = withTtlAtMost(before, to)
  if (!low) return { rest: change }
  return { first: { action: 'update', owner, type, before, after: low }, rest: { ...change, before: low } }
}

/** Undefined if no TTL of the RRset is higher. */
function withTtlAtMost(rrset: RRset, most: number): RRset | undefined {
  if (!hasTtl(rrset) || longestTtl(rrset) <= most) return undefined
  const { policy } = rrset
  return {
    ...rrset,
    ttl: Math.min(rrset.ttl, most),
    ...(policy && {
      policy: {
        ...policy,
        sets: policy.sets.map(set =>
          set.ttl === undefined ? set : { ...set, ttl: Math.min(set.ttl, most) },
        ),
      },
    }),
  }
}

const longestTtl = ({ ttl, policy }: RRset): number =>
  Math.max(ttl, ...(policy?.sets ?? []).map(set => set.ttl ?? 0))
