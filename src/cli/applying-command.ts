// What the commands share that change zones: the plan before, what became of it, and the exit code.
import type { ApplyResult } from '../operations/apply/outcome.ts'
import type { PlannedZones } from '../operations/plan-zones.ts'
import { BaseCommand } from './base-command.ts'
import { exitCodeOfResult } from './exit-codes.ts'

export abstract class ApplyingCommand extends BaseCommand {
  /** Shows the plan that is going to be applied, and what is wrong with it; with --json only what is wrong. */
  protected async showPlanned({ plan, problems }: PlannedZones): Promise<void> {
    for (const problem of problems) this.warnOf(problem)
    if (this.jsonEnabled()) return
    const { planText } = await import('./views/plan-text.ts')
    const { colorsFor, takesColors } = await import('./colors.ts')
    this.log(planText(plan, colorsFor(takesColors(process.stdout, process.env))))
  }

  /** Shows what became of it, and lets the command end with its exit code. */
  protected async showResult(result: ApplyResult): Promise<ApplyResult> {
    process.exitCode = exitCodeOfResult(result)
    if (result.run === undefined) return result
    const { applyText } = await import('./views/apply-text.ts')
    this.log(applyText(result))
    this.listener({ kind: 'note', text: `run ${result.run}; what it did: dnsctl show ${result.run}` })
    return result
  }
}
