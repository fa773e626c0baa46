// When a dynamic rule is exceeded: by the sums of a client or suffix over the rule's seconds.
import { fault } from '../../base/errors.ts'
import { baseColumns, type PlannedRule } from './meter-plan.ts'

/** What the sums of one client or suffix say. */
export type Verdict = 'block' | 'warn' | undefined

/** Judges the counters that stand at `at`. */
export type Limit = (counts: Float64Array, at: number) => Verdict

/** Makes the limit of a rule; throws `proxy-rule-invalid` for rules that could never be exceeded. */
export function limitOf(planned: PlannedRule): Limit {
  const { rule, group } = planned
  const invalid = (what: string) =>
    fault('proxy-rule-invalid', `a rule ${rule.type} of the group "${group.name}" ${what}`)
  if (rule.action === 'SetTag' && rule.tag_name === '') throw invalid('sets a tag without tag_name')
  switch (rule.type) {
    case 'rcode-ratio':
    case 'cache-miss-ratio':
      if (rule.ratio === 0 && rule.warning_ratio === 0) throw invalid('has neither ratio nor warning_ratio')
      return ratioLimit(planned)
    case 'suffix-match':
      return suffixLimit(planned, invalid)
    default:
      if (rule.rate === 0 && rule.warning_rate === 0) throw invalid('has neither rate nor warning_rate')
      return rateLimit(planned)
  }
}

function rateLimit({ rule, column }: PlannedRule): Limit {
  const most = rule.rate * rule.seconds
  const unnoticed = rule.warning_rate * rule.seconds
  return (counts, at) => {
    const count = counts[at + column]!
    if (most > 0 && count > most) return 'block'
    return unnoticed > 0 && count > unnoticed ? 'warn' : undefined
  }
}

function ratioLimit({ rule, column }: PlannedRule): Limit {
  return (counts, at) => {
    const responses = counts[at + baseColumns.responses]!
    if (responses === 0 || responses < rule.minimum_number_of_responses) return undefined
    const count = counts[at + column]!
    if (rule.ratio > 0 && count > rule.ratio * responses) return 'block'
    return rule.warning_ratio > 0 && count > rule.warning_ratio * responses ? 'warn' : undefined
  }
}

/** A suffix has to exceed the rate and the ratio, where both are there. */
function suffixLimit(planned: PlannedRule, invalid: (what: string) => Error): Limit {
  const { rule } = planned
  const byRate = rule.rate > 0 || rule.warning_rate > 0
  const byRatio = rule.ratio > 0 || rule.warning_ratio > 0
  if (!byRate && !byRatio) throw invalid('has neither a rate nor a ratio')
  if (byRatio && rule.rcode === '') throw invalid('has a ratio, but no rcode')
  const rate = rateLimit({ ...planned, column: baseColumns.queries })
  const ratio = ratioLimit(planned)
  return (counts, at) => {
    const first = byRate ? rate(counts, at) : 'block'
    const second = byRatio ? ratio(counts, at) : 'block'
    return first === undefined || second === undefined || first === second ? first && second : 'warn'
  }
}
