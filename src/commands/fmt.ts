import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { throwIfAny } from '../base/errors.ts'
import { BaseCommand } from '../cli/base-command.ts'
import { exitCodes } from '../cli/exit-codes.ts'
import { configFlag } from '../cli/flags.ts'
import type { FormatReport } from '../operations/format-files.ts'

export default class Fmt extends BaseCommand {
  static override summary = 'Bring YAML zone files into canonical form'
  static override description =
    `Indentation, quotes and line breaks become uniform, and keys, names and types are sorted: within a group, which a blank line ends. Comments stay with what they stand above or beside. What a file says never changes: the result is read again and compared before it is written, in one step.`
  static override examples = [
    '<%= config.bin %> fmt',
    '<%= config.bin %> fmt zones/example.com.yaml shared/',
    '<%= config.bin %> fmt --check',
  ]
  static override strict = false
  static override args = {
    file: Args.string({
      description: 'zone files and folders; those that dnsctl.yaml names if there is none',
    }),
  }
  static override flags = {
    check: Flags.boolean({ description: 'write nothing; exit 1 if a file is not in canonical form' }),
    config: configFlag,
  }

  async run(): Promise<FormatReport> {
    const { argv, flags } = await this.parse(Fmt)
    const { formatFiles } = await import('../operations/format-files.ts')
    const request = { cwd: process.cwd(), env: process.env, paths: argv as string[], ...flags }
    const report = await formatFiles(request, this.listener)
    for (const file of report.changed) this.log(file)
    throwIfAny(report.problems)
    if (flags.check && report.changed.length > 0) process.exitCode = exitCodes.error
    return report
  }
}
