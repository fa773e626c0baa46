import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { exitCodeFor, exitCodes } from '../cli/exit-codes.ts'
import { configFlag } from '../cli/flags.ts'
import { selectionFlags, selectionOf } from '../cli/selection-flags.ts'
import type { PlanJson } from '../cli/views/plan-json.ts'
import type { PlannedZones } from '../operations/plan-zones.ts'

const formats = ['text', 'json', 'markdown', 'html'] as const

export default class Plan extends BaseCommand {
  static override summary = 'Show what would change at the providers'
  static override description =
    `Compares the zone files with what the providers hold, and changes nothing. Names in the output are relative to their zone; "+" is created or added, "~" updated, "-" deleted or removed.

The exit code is 0 if the plan could be made, 1 if not, and with --detailed-exitcode 2 if there is something to do.`
  static override examples = [
    '<%= config.bin %> plan',
    "<%= config.bin %> plan example.com '*.example.net' zones/example.org.yaml",
    '<%= config.bin %> plan --out plan.json && <%= config.bin %> apply plan.json',
    '<%= config.bin %> plan --format markdown > comment.md',
    '<%= config.bin %> plan --detailed-exitcode',
  ]
  static override strict = false
  static override args = {
    zone: Args.string({ description: 'zones, patterns of zones, or zone files; all if left out' }),
  }
  static override flags = {
    out: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description: 'also write the plan to a file, which `apply` takes; only its owner may read it',
    }),
    format: Flags.option({ options: formats, default: 'text' as const, description: 'form of the output' })(),
    'detailed-exitcode': Flags.boolean({ description: 'exit with 2 if there is something to do' }),
    ...selectionFlags,
    config: configFlag,
  }

  async run(): Promise<PlanJson> {
    const { argv, flags } = await this.parse(Plan)
    const { planCheckout } = await import('../operations/plan-checkout.ts')
    const planned = await planCheckout({
      cwd: process.cwd(),
      configFile: flags.config,
      selection: selectionOf(argv as string[], flags),
      listener: this.listener,
    })
    for (const problem of planned.problems) this.warnOf(problem)
    const errors = planned.problems.filter(({ severity }) => severity === 'error')
    if (flags.out !== undefined && errors.length === 0) await this.#save(planned, flags.out)
    const { isEmptyPlan } = await import('../plan/plan.ts')
    if (errors.length > 0) process.exitCode = exitCodeFor(errors)
    else if (flags['detailed-exitcode'] && !isEmptyPlan(planned.plan)) process.exitCode = exitCodes.changes
    const { planJson } = await import('../cli/views/plan-json.ts')
    const json = planJson(planned)
    if (!this.jsonEnabled()) await this.#print(planned, json, flags.format)
    return json
  }

  async #save({ plan }: PlannedZones, file: string): Promise<void> {
    const { planFileMode, planFileText } = await import('../plan/plan-file.ts')
    const { replaceFile } = await import('../base/replace-file.ts')
    await replaceFile(file, planFileText(plan), planFileMode)
  }

  async #print(planned: PlannedZones, json: PlanJson, format: (typeof formats)[number]): Promise<void> {
    switch (format) {
      case 'text': {
        const { planText } = await import('../cli/views/plan-text.ts')
        const { colorsFor, takesColors } = await import('../cli/colors.ts')
        return this.log(planText(planned.plan, colorsFor(takesColors(process.stdout, process.env))))
      }
      case 'json':
        return this.logJson(json)
      case 'markdown':
        return this.log((await import('../cli/views/plan-markdown.ts')).planMarkdown(planned))
      case 'html':
        return this.log((await import('../cli/views/plan-html.ts')).planHtml(planned))
      default:
        return format satisfies never
    }
  }
}
