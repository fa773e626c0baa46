import type { KeyObject } from 'node:crypto'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { fault } from '../base/errors.ts'
import { BaseCommand } from '../cli/base-command.ts'
import { durationFlag } from '../cli/duration-flag.ts'
import { exitCodeFor, exitCodes } from '../cli/exit-codes.ts'
import { configFlag } from '../cli/flags.ts'
import { planFormats, plannedText } from '../cli/planned-output.ts'
import { selectionFlags, selectionOf } from '../cli/selection-flags.ts'
import type { PlanJson } from '../cli/views/plan-json.ts'
import type { Plan as PlanData } from '../plan/plan.ts'

/** Seven days. */
const defaultMaxAge = 7 * 86_400_000

export default class Plan extends BaseCommand {
  static override summary = 'Show what would change at the providers'
  static override description =
    `Compares the zone files with what the providers hold, and changes nothing. Names in the output are relative to their zone; "+" is created or added, "~" updated, "-" deleted or removed.

With --out the plan is saved, and \`apply FILE\` applies exactly that, until it expires, here and with these settings; with --sign whoever applies it can see whose plan it is.

The exit code is 0 if the plan could be made, 1 if not, and with --detailed-exitcode 2 if there is something to do.`
  static override examples = [
    '<%= config.bin %> plan',
    "<%= config.bin %> plan example.com '*.example.net' zones/example.org.yaml",
    '<%= config.bin %> plan --only-changed-since origin/main',
    '<%= config.bin %> plan --out plan.json && <%= config.bin %> apply plan.json',
    '<%= config.bin %> plan --out plan.json --sign plan.key --max-age 1d',
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
    sign: Flags.string({
      helpValue: 'KEYFILE',
      description: 'sign the file with this private key (Ed25519, PEM; passphrase in DNSCTL_KEY_PASSPHRASE)',
      dependsOn: ['out'],
    }),
    'max-age': durationFlag({
      description: 'how long the file may be applied',
      default: defaultMaxAge,
    }),
    format: Flags.option({
      options: planFormats,
      default: 'text' as const,
      description: 'form of the output',
    })(),
    'detailed-exitcode': Flags.boolean({ description: 'exit with 2 if there is something to do' }),
    ...selectionFlags,
    config: configFlag,
  }

  async run(): Promise<PlanJson | undefined> {
    const { argv, flags, metadata } = await this.parse(Plan)
    if (!metadata.flags['max-age']?.setFromDefault && flags.out === undefined)
      throw fault('usage-invalid', '--max-age is of a plan that is saved; add --out FILE')
    // Before anything is asked that takes long.
    const signingKey = flags.sign === undefined ? undefined : await this.#signingKey(flags.sign)
    const { planCheckout } = await import('../operations/plan-checkout.ts')
    const made = await planCheckout({
      cwd: process.cwd(),
      configFile: flags.config,
      selection: selectionOf(argv as string[], flags),
      listener: this.listener,
    })
    for (const problem of made.problems) this.warnOf(problem)
    const errors = made.problems.filter(({ severity }) => severity === 'error')
    const planned =
      errors.length > 0 ? made : { ...made, plan: await this.#saved(made.plan, flags, signingKey) }
    const { isEmptyPlan } = await import('../plan/plan.ts')
    if (errors.length > 0) process.exitCode = exitCodeFor(errors)
    else if (flags['detailed-exitcode'] && !isEmptyPlan(planned.plan)) process.exitCode = exitCodes.changes
    const json = async (): Promise<PlanJson> => (await import('../cli/views/plan-json.ts')).planJson(planned)
    if (this.jsonEnabled()) return json()
    this.log(await plannedText(planned, flags.format, { now: Date.parse(planned.plan.created) }, json))
    return undefined
  }

  async #signingKey(file: string): Promise<KeyObject> {
    const { loadSigningKey } = await import('../operations/plan-keys.ts')
    return loadSigningKey({ file, cwd: process.cwd() }, this.listener)
  }

  /** The plan as it is in the file; as it was made if it is not to be saved. */
  async #saved(made: PlanData, flags: SaveFlags, signingKey: KeyObject | undefined): Promise<PlanData> {
    if (flags.out === undefined) return made
    const { savePlan } = await import('../operations/save-plan.ts')
    const { listener } = this
    const maxAgeMs = flags['max-age']
    return savePlan({ plan: made, file: flags.out, cwd: process.cwd(), maxAgeMs, signingKey, listener })
  }
}

interface SaveFlags {
  readonly out: string | undefined
  readonly 'max-age': number
}
