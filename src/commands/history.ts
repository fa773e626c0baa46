import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlag } from '../cli/flags.ts'
import type { RunSummary } from '../operations/history/list-runs.ts'

export default class History extends BaseCommand {
  static override summary = 'List what was applied: who changed what when'
  static override description =
    `Each apply and rollback of this checkout has an entry, the newest first: when it began, who ran it (in CI the person for whom), the digest of its plan, the commit, how many RRsets it creates (+), updates (~) and deletes (-), and what became of it. The entries are in the folder that \`state\` names in dnsctl.yaml; the last 1,000 are kept.

\`show\` tells all about one of them, and \`rollback\` takes it back.`
  static override examples = [
    '<%= config.bin %> history',
    '<%= config.bin %> history example.com --limit 100',
    '<%= config.bin %> history --json',
  ]
  static override args = {
    zone: Args.string({ description: 'only runs that have to do with this zone, or those a pattern fits' }),
  }
  static override flags = {
    limit: Flags.integer({ char: 'n', default: 20, min: 1, helpValue: 'N', description: 'at most so many' }),
    config: configFlag,
  }

  async run(): Promise<{ runs: readonly RunSummary[] }> {
    const { args, flags } = await this.parse(History)
    const { openCheckout } = await import('../operations/checkout.ts')
    const { historyOf, listRuns } = await import('../operations/history/list-runs.ts')
    const { historyText } = await import('../cli/views/history-text.ts')
    const checkout = await openCheckout(process.cwd(), flags.config, this.listener)
    const runs = await listRuns(historyOf(checkout, this.listener), args.zone, flags.limit)
    this.log(historyText(runs))
    return { runs }
  }
}
