import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { fault } from '../base/errors.ts'
import { applyFlags, applyOptionsOf } from '../cli/apply-flags.ts'
import { ApplyingCommand } from '../cli/applying-command.ts'
import { durationFlag } from '../cli/duration-flag.ts'
import { configFlag } from '../cli/flags.ts'
import { interruptible } from '../cli/interruptible.ts'
import { selectionFlags, selectionOf } from '../cli/selection-flags.ts'
import type { ApplyResult } from '../operations/apply/outcome.ts'

export default class Apply extends ApplyingCommand {
  static override summary = 'Bring the providers to what the zone files say'
  static override description =
    `Without a plan file, a plan is made and shown, and applied if you agree. With one, exactly that plan is applied. Either way each RRset must still be what the plan saw: where one has moved, nothing of its zone is written. Every zone is changed under its lock, each step is written down before it is taken, and the authoritative servers are asked whether they answer it.

What was interrupted is finished with --resume; what is applied is taken back with \`rollback\`.

The exit code is 0 if all was applied or there was nothing to do, 3 if a zone has moved since the plan, is locked, or the plan file is not to be trusted, 4 if a guard refuses, 5 if all was applied but is not answered everywhere, and 1 for any other failure.`
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply example.com --yes',
    '<%= config.bin %> plan --out plan.json && <%= config.bin %> apply plan.json --yes',
    '<%= config.bin %> apply --yes --confirm-within 10m && <%= config.bin %> confirm',
    '<%= config.bin %> apply --yes --force=deletes',
    '<%= config.bin %> apply --lower-ttl 60s',
    '<%= config.bin %> apply --resume',
  ]
  static override strict = false
  static override args = {
    plan: Args.string({
      description: 'a plan file of `plan --out`; or zones, patterns of zones or zone files (all if left out)',
    }),
  }
  static override flags = {
    ...selectionFlags,
    ...applyFlags,
    'verify-key': Flags.string({
      helpValue: 'FILE',
      description: 'public key (PEM) by which the plan file must be signed',
    }),
    'max-age': durationFlag({ description: 'refuse a plan file that is older' }),
    'lower-ttl': durationFlag({
      description: 'first lower the TTLs of what changes to this, and wait until the old ones have run out',
    }),
    'confirm-within': durationFlag({
      description: 'take the change back unless `confirm` follows in this time',
    }),
    canary: Flags.string({
      helpValue: 'COMMAND',
      description: 'run this afterwards, and take the change back if it fails',
    }),
    'canary-timeout': durationFlag({ description: 'how long it may take', default: 300_000 }),
    resume: Flags.boolean({
      description:
        'finish what an earlier apply had begun when it was interrupted; it goes with no choice of zones',
    }),
    config: configFlag,
  }

  async run(): Promise<ApplyResult> {
    const { argv, flags } = await this.parse(Apply)
    if (flags.resume) refuseBesideResume(argv as string[], flags)
    const result = flags.resume ? await this.#resume() : await this.#apply(argv as string[])
    if (flags.resume && result.run === undefined) this.log('Nothing to resume')
    return this.showResult(result)
  }

  async #apply(args: readonly string[]): Promise<ApplyResult> {
    const { flags } = await this.parse(Apply)
    const { planOrZones } = await import('../cli/plan-argument.ts')
    const { planOfFiles, planOfPlanFile } = await import('../operations/plan-sources.ts')
    const { applyCheckout } = await import('../operations/apply/apply-checkout.ts')
    const from = planOrZones(args, flags)
    const makePlan =
      'planFile' in from
        ? planOfPlanFile(from.planFile, { verifyKey: flags['verify-key'], maxAgeMs: flags['max-age'] })
        : planOfFiles(selectionOf(from.select, flags))
    return interruptible(signal =>
      applyCheckout({
        cwd: process.cwd(),
        configFile: flags.config,
        kind: 'apply',
        makePlan,
        options: {
          ...applyOptionsOf(flags),
          lowerTtlTo: flags['lower-ttl'] === undefined ? undefined : flags['lower-ttl'] / 1000,
          confirmWithinMs: flags['confirm-within'],
          canary:
            flags.canary === undefined
              ? undefined
              : { command: flags.canary, timeoutMs: flags['canary-timeout'] },
        },
        listener: this.listener,
        signal,
        show: planned => this.showPlanned(planned),
        agree: async () =>
          flags.yes || (await import('../cli/confirm.ts')).confirmed('Apply this?', this.jsonEnabled()),
      }),
    )
  }

  async #resume(): Promise<ApplyResult> {
    const { flags } = await this.parse(Apply)
    const { resumeCheckout } = await import('../operations/apply/resume.ts')
    return interruptible(signal =>
      resumeCheckout({
        cwd: process.cwd(),
        configFile: flags.config,
        options: applyOptionsOf(flags),
        listener: this.listener,
        signal,
      }),
    )
  }
}

/** What belongs to a plan that is begun anew. */
const ofNewPlans = [
  ...(['zone', 'provider', 'only-changed-since', 'force', 'verify-key', 'max-age'] as const),
  ...(['lower-ttl', 'confirm-within', 'canary'] as const),
]

/** Throws `usage-invalid` where an interrupted run is to be finished as something else than it was begun. */
function refuseBesideResume(args: readonly string[], flags: Readonly<Record<string, unknown>>): void {
  const named = ofNewPlans.find(name => flags[name] !== undefined)
  const odd = named === undefined ? args[0] : `--${named}`
  if (odd !== undefined)
    throw fault(
      'usage-invalid',
      `--resume finishes all that was interrupted, as it was begun; leave out ${odd}, or apply anew without --resume`,
    )
}
