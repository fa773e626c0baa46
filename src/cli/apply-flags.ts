// Flags of the commands that change zones: apply and rollback.
import * as Flags from '@oclif/core/flags'
import { durationFlag } from './duration-flag.ts'
import { lockTimeoutFlag } from './flags.ts'
import { forceFlag, liftedGuards } from './force-flag.ts'

export const applyFlags = {
  yes: Flags.boolean({ char: 'y', description: 'do not ask' }),
  force: forceFlag,
  'lock-timeout': lockTimeoutFlag,
  verify: Flags.boolean({
    allowNo: true,
    default: true,
    description: 'ask the authoritative servers afterwards, where they are known',
  }),
  'verify-timeout': durationFlag({ description: 'how long to ask until all answer the same' }),
}

interface ApplyFlagValues {
  readonly force: readonly string[] | undefined
  readonly 'lock-timeout': number
  readonly verify: boolean
  readonly 'verify-timeout': number | undefined
}

/** What the flags say of how to apply. */
export const applyOptionsOf = (flags: ApplyFlagValues) => ({
  lift: liftedGuards(flags.force),
  lockWaitMs: flags['lock-timeout'],
  proof: flags.verify ? ('as-configured' as const) : ('never' as const),
  proofTimeoutMs: flags['verify-timeout'],
})
