import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { exitCodeFor, exitCodes } from '../cli/exit-codes.ts'
import { configFlag } from '../cli/flags.ts'
import { planFormats, plannedText } from '../cli/planned-output.ts'
import { selectionFlags, selectionOf } from '../cli/selection-flags.ts'
import type { PlanJson } from '../cli/views/plan-json.ts'

/** What `drift --json` prints. */
type DriftJson = PlanJson & { readonly drift: boolean }

export default class Drift extends BaseCommand {
  static override summary = 'Find where providers are not as the zone files say'
  static override description =
    `Compares the zone files with what the providers hold, as a job that runs on a schedule does to notice what was changed by hand. "-" is what the provider has, "+" what the file says.

The exit code is 0 if all is as the files say, 2 if something differs, and 1 if a zone could not be compared. What the name servers answer is compared by \`check\`.`
  static override examples = [
    '<%= config.bin %> drift',
    '<%= config.bin %> drift example.com --provider aws',
    '<%= config.bin %> drift --format markdown > issue.md',
    '<%= config.bin %> drift --format github',
  ]
  static override strict = false
  static override args = {
    zone: Args.string({ description: 'zones, patterns of zones, or zone files; all if left out' }),
  }
  static override flags = {
    format: Flags.option({
      options: planFormats,
      default: 'text' as const,
      description: 'form of the output',
    })(),
    ...selectionFlags,
    config: configFlag,
  }

  async run(): Promise<DriftJson | undefined> {
    const { argv, flags } = await this.parse(Drift)
    const { planCheckout } = await import('../operations/plan-checkout.ts')
    const compared = await planCheckout({
      cwd: process.cwd(),
      configFile: flags.config,
      selection: selectionOf(argv as string[], flags),
      listener: this.listener,
    })
    for (const problem of compared.problems) this.warnOf(problem)
    const errors = compared.problems.filter(({ severity }) => severity === 'error')
    const { isEmptyPlan } = await import('../plan/plan.ts')
    const drift = !isEmptyPlan(compared.plan)
    if (errors.length > 0) process.exitCode = exitCodeFor(errors)
    else if (drift) process.exitCode = exitCodes.changes
    const json = async (): Promise<DriftJson> => {
      const { planJson } = await import('../cli/views/plan-json.ts')
      return { drift, ...planJson(compared) }
    }
    if (this.jsonEnabled()) return json()
    this.log(await plannedText(compared, flags.format, { purpose: 'drift' }, json))
    return undefined
  }
}
