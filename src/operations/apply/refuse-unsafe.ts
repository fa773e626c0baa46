// Holds a plan back while guards object that nobody has lifted.
import { problem, throwIfAny } from '../../base/errors.ts'
import { type Listener, silent } from '../../base/io.ts'
import type { Guard, Plan } from '../../plan/plan.ts'

/**
 * Throws `plan-refused` for each finding whose guard is not lifted. The listener hears of guards that were lifted
 * and that nothing needs.
 */
export function refuseUnsafe(
  { zones }: Pick<Plan, 'zones'>,
  lift: ReadonlySet<Guard>,
  listener: Listener = silent,
): void {
  const findings = zones.flatMap(({ zone, provider, safety }) =>
    safety.map(finding => ({ ...finding, at: `${zone} at ${provider}` })),
  )
  throwIfAny(
    findings
      .filter(({ guard }) => !lift.has(guard))
      .map(({ guard, message, at }) =>
        problem('plan-refused', `${at}: ${message}; --force=${guard} applies it`),
      ),
  )
  const needed = new Set(findings.map(({ guard }) => guard))
  for (const guard of lift)
    if (!needed.has(guard))
      listener({ kind: 'note', text: `--force=${guard} was not needed: nothing in the plan asks for it` })
}
