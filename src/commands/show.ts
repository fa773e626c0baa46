import * as Args from '@oclif/core/args'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlag } from '../cli/flags.ts'
import type { ShownRun } from '../operations/history/show-run.ts'

export default class Show extends BaseCommand {
  static override summary = 'Show what a run changed, and how far it came'
  static override description =
    'Shows who ran it and when, for each zone the changes as the plan had them, the steps with their times, and what failed. The start of an ID is enough where no other run has it.'
  static override examples = [
    '<%= config.bin %> show 20261122-023012-7f3a',
    '<%= config.bin %> show 20261122-0230 --json',
  ]
  static override args = {
    id: Args.string({
      description: 'the run, or the start of its id, as `history` shows it',
      required: true,
    }),
  }
  static override flags = { config: configFlag }

  async run(): Promise<ShownRun> {
    const { args, flags } = await this.parse(Show)
    const { openCheckout } = await import('../operations/checkout.ts')
    const { historyOf } = await import('../operations/history/list-runs.ts')
    const { showRun } = await import('../operations/history/show-run.ts')
    const checkout = await openCheckout(process.cwd(), flags.config, this.listener)
    const run = await showRun(historyOf(checkout, this.listener), args.id)
    if (!this.jsonEnabled()) {
      const { runText } = await import('../cli/views/run-text.ts')
      const { colorsFor, takesColors } = await import('../cli/colors.ts')
      this.log(runText(run, colorsFor(takesColors(process.stdout, process.env))))
    }
    return run
  }
}
