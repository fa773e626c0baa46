import * as Args from '@oclif/core/args'
import { type CodeEntry, codes, type ErrorCode, fault } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { BaseCommand } from '../cli/base-command.ts'
import { codesText, explainText } from '../cli/views/explain-text.ts'

export default class Explain extends BaseCommand {
  static override summary = 'Explain an error or a check'
  static override description =
    'Prints why the check exists, what to change, and how to turn it off where that is possible. Without a code, it lists them all.'
  static override examples = [
    '<%= config.bin %> explain name-dotted-relative',
    { description: 'List every code', command: '<%= config.bin %> explain' },
  ]
  static override args = { code: Args.string({ description: 'code that a message shows' }) }

  async run(): Promise<Record<string, CodeEntry>> {
    const { args } = await this.parse(Explain)
    if (args.code === undefined) {
      this.log(codesText(Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1))))
      return codes
    }
    if (!Object.hasOwn(codes, args.code)) {
      const guess = nearest(args.code, Object.keys(codes))
      throw fault(
        'usage-invalid',
        `there is no code "${args.code}"${guess ? `; did you mean ${guess}?` : '; see dnsctl explain'}`,
      )
    }
    const entry = codes[args.code as ErrorCode]
    this.log(explainText(args.code, entry))
    return { [args.code]: entry }
  }
}
