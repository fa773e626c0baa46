import * as Args from '@oclif/core/args'
import { type CodeEntry, codes, type ErrorCode, fault } from '../base/errors.ts'
import { BaseCommand } from '../cli/base-command.ts'

export default class Explain extends BaseCommand {
  static override summary = 'Explain an error or check: why it exists and how to mend or silence it'
  static override examples = ['<%= config.bin %> explain name-dotted-relative']
  static override args = {
    code: Args.string({ description: 'the code that a message shows', required: true }),
  }

  async run(): Promise<CodeEntry & { code: string }> {
    const { args } = await this.parse(Explain)
    if (!Object.hasOwn(codes, args.code)) throw fault('usage-invalid', `there is no code "${args.code}"`)
    const entry: CodeEntry = codes[args.code as ErrorCode]
    this.log(`${args.code} (${entry.severity}): ${entry.title}\n\n${entry.why}\n\n${entry.mend}`)
    return { code: args.code, ...entry }
  }
}
