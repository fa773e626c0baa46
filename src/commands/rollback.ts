import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { applyFlags, applyOptionsOf } from '../cli/apply-flags.ts'
import { ApplyingCommand } from '../cli/applying-command.ts'
import { configFlag } from '../cli/flags.ts'
import { interruptible } from '../cli/interruptible.ts'
import type { ApplyResult } from '../operations/apply/outcome.ts'
import type { PlannedZones } from '../operations/plan-zones.ts'

export default class Rollback extends ApplyingCommand {
  static override summary = 'Take back what an earlier run has changed'
  static override description =
    `Makes a plan that leads back to what was there before the run, shows it, and applies it if you agree: locked, written down and proven as any other. A zone that the run has created is deleted, one that it has deleted is created again with all it held.

Each RRset must be as the run left it, or as it was before already; where somebody has changed one since, its zone stays as it is. Zone files are not touched: unless they are set back too, the next apply makes the change again.

Without an ID, the newest run is meant that has changed something and was not taken back; so a second rollback goes one step further. To take a rollback back, give its ID.

The exit code is 0 if all was taken back or there was nothing to do, 3 if later changes are in the way or a zone is locked, 4 if a guard refuses, 5 if it is done but not answered everywhere, and 1 for any other failure.`
  static override examples = [
    '<%= config.bin %> rollback',
    '<%= config.bin %> rollback 20261122-023012-7f3a --zone example.com',
    '<%= config.bin %> rollback 20261122 --yes --force=empty',
  ]
  static override args = {
    id: Args.string({ description: 'the run, or the start of its id, as `history` shows it' }),
  }
  static override flags = {
    zone: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'GLOB',
      description: 'only this zone of the run, or those that a pattern fits; several are given one by one',
    }),
    ...applyFlags,
    config: configFlag,
  }

  async run(): Promise<ApplyResult> {
    const { args, flags } = await this.parse(Rollback)
    const { applyCheckout } = await import('../operations/apply/apply-checkout.ts')
    const { planOfRollback } = await import('../operations/rollback/plan-of-rollback.ts')
    const result = await interruptible(signal =>
      applyCheckout({
        cwd: process.cwd(),
        configFile: flags.config,
        kind: 'rollback',
        makePlan: planOfRollback({ id: args.id, zones: flags.zone ?? [] }),
        options: applyOptionsOf(flags),
        listener: this.listener,
        signal,
        show: planned => this.#show(planned),
        agree: async () =>
          flags.yes || (await import('../cli/confirm.ts')).confirmed('Take it back?', this.jsonEnabled()),
      }),
    )
    return this.showResult(result)
  }

  async #show(planned: PlannedZones): Promise<void> {
    const { hasWork } = await import('../plan/plan.ts')
    if (planned.plan.zones.some(hasWork)) return this.showPlanned(planned)
    // What is in the way is thrown next.
    if (planned.problems.length === 0) this.log('Nothing to do: all is as it was before the run')
  }
}
