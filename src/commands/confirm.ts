import * as Args from '@oclif/core/args'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlag } from '../cli/flags.ts'
import type { ConfirmedRun } from '../operations/confirm/confirm-run.ts'

export default class Confirm extends BaseCommand {
  static override summary = 'Let a change stay that is taken back otherwise'
  static override description =
    `What \`apply --confirm-within\` has changed is taken back unless this follows in time. Look first whether all is well: answers, your own access, whatever the change could have broken.

Without an ID, the only run that waits is meant. Where it comes too late, it says since when the change is taken back, and exits with 1.`
  static override examples = [
    '<%= config.bin %> apply --yes --confirm-within 10m && ./looks-good.sh && <%= config.bin %> confirm',
    '<%= config.bin %> confirm 20261122-023012-7f3a',
  ]
  static override args = {
    id: Args.string({ description: 'the run, or the start of its id, as `history` shows it' }),
  }
  static override flags = { config: configFlag }

  async run(): Promise<ConfirmedRun> {
    const { args, flags } = await this.parse(Confirm)
    const { confirmCheckout } = await import('../operations/confirm/confirm-checkout.ts')
    const { confirmedText } = await import('../cli/views/confirmed-text.ts')
    const confirmed = await confirmCheckout({
      cwd: process.cwd(),
      configFile: flags.config,
      id: args.id,
      listener: this.listener,
    })
    this.log(confirmedText(confirmed))
    return confirmed
  }
}
