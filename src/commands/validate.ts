import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { exitCodeFor } from '../cli/exit-codes.ts'
import { configFlag } from '../cli/flags.ts'
import type { Validated } from '../operations/validate-zones.ts'

const formats = ['text', 'json', 'sarif', 'github'] as const

export default class Validate extends BaseCommand {
  static override summary = 'Find everything that is wrong with zone files'
  static override description =
    `Reads the zone files and checks what they hold, and whether the providers of each zone can hold it, which are not asked. Every problem of every file is shown at once, with its place and its code; \`explain CODE\` tells more about one.

The exit code is 1 if there are errors; warnings alone leave it 0.`
  static override examples = [
    '<%= config.bin %> validate',
    '<%= config.bin %> validate example.com zones/example.org.yaml',
    { description: 'Annotate a pull request', command: '<%= config.bin %> validate --format github' },
    {
      description: 'For a code-scanning service',
      command: '<%= config.bin %> validate --format sarif > dnsctl.sarif',
    },
  ]
  static override strict = false
  static override args = {
    zone: Args.string({ description: 'zones, patterns of zones, or zone files; all if left out' }),
  }
  static override flags = {
    format: Flags.option({ options: formats, default: 'text' as const, description: 'form of the output' })(),
    config: configFlag,
  }

  async run(): Promise<Validated> {
    const { argv, flags } = await this.parse(Validate)
    const { validateZones } = await import('../operations/validate-zones.ts')
    const select = argv as string[]
    const validated = await validateZones({ cwd: process.cwd(), configFile: flags.config, select })
    const errors = validated.problems.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) process.exitCode = exitCodeFor(errors)
    if (!this.jsonEnabled()) await this.#print(validated, flags.format)
    return validated
  }

  async #print(validated: Validated, format: (typeof formats)[number]): Promise<void> {
    const { zones, problems } = validated
    switch (format) {
      case 'text': {
        const { countText } = await import('../cli/views/count-text.ts')
        const { problemsSum, problemsText } = await import('../cli/views/problems-text.ts')
        if (problems.length > 0) this.log(problemsText(problems))
        return this.logToStderr(`${problemsSum(problems)} in ${countText(zones, 'zone')}`)
      }
      case 'json':
        return this.logJson(validated)
      case 'sarif':
        return this.logJson(
          (await import('../cli/views/problems-sarif.ts')).problemsSarif(problems, this.config.version),
        )
      case 'github':
        if (problems.length > 0)
          this.log((await import('../cli/views/problems-github.ts')).problemsGithub(problems))
        return
      default:
        return format satisfies never
    }
  }
}
