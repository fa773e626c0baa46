import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { exitCodeOfOutcomes } from '../cli/exit-codes.ts'
import { configFlag } from '../cli/flags.ts'
import type { ZoneOutcome } from '../operations/apply-plan.ts'
import type { PlannedZones } from '../operations/plan-zones.ts'

export default class Apply extends BaseCommand {
  static override summary = 'Bring the providers to what the zone files say'
  static override description =
    `Without a plan file, a plan is made and shown, and applied if you agree. With one, exactly that plan is applied. Either way each RRset must still be what the plan saw: where one has moved, nothing of its zone is written. Every zone is changed under its lock and as a whole, its serial goes up, and the change is kept in a journal.

The exit code is 0 if all was applied or there was nothing to do, 3 if a zone has moved since the plan or is locked, 4 if a safety rule refuses, 5 if all was applied but a server could not be told, and 1 for any other failure.`
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply example.com --yes',
    '<%= config.bin %> plan --out plan.json && <%= config.bin %> apply plan.json --yes',
  ]
  static override strict = false
  static override args = {
    plan: Args.string({
      description: 'a plan file of `plan --out`; or zones, patterns of zones or zone files (all if left out)',
    }),
  }
  static override flags = {
    config: configFlag,
    yes: Flags.boolean({ char: 'y', description: 'do not ask' }),
    force: Flags.boolean({ description: 'apply even what a safety rule refuses' }),
  }

  async run(): Promise<{ zones: readonly ZoneOutcome[] }> {
    const { argv, flags } = await this.parse(Apply)
    const { planOrZones } = await import('../cli/plan-argument.ts')
    const { applyCheckout } = await import('../operations/apply-checkout.ts')
    const from = planOrZones(argv as string[])
    const zones = await interruptible(signal =>
      applyCheckout({
        cwd: process.cwd(),
        configFile: flags.config,
        from,
        force: flags.force,
        listener: this.listener,
        signal,
        show: planned => this.#show(planned),
        agree: async () =>
          flags.yes || (await import('../cli/confirm.ts')).confirmed('Apply this?', this.jsonEnabled()),
      }),
    )
    process.exitCode = exitCodeOfOutcomes(zones)
    if (zones.length > 0) {
      const { applyText } = await import('../cli/views/apply-text.ts')
      this.log(applyText(zones))
    }
    return { zones }
  }

  async #show({ plan, problems }: PlannedZones): Promise<void> {
    for (const problem of problems) this.warnOf(problem)
    if (this.jsonEnabled()) return
    const { planText } = await import('../cli/views/plan-text.ts')
    const { colorsFor, takesColors } = await import('../cli/colors.ts')
    this.log(planText(plan, colorsFor(takesColors(process.stdout, process.env))))
  }
}

/** Ctrl-C and TERM end the work before the next zone; a second one ends it at once. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  process.once('SIGINT', abort).once('SIGTERM', abort)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort)
  }
}
