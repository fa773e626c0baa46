// Flags that several commands share.
import * as Flags from '@oclif/core/flags'
import { lockWaitMs } from '../operations/lock-wait.ts'
import { durationFlag } from './duration-flag.ts'

/** Where the configuration is, if not in dnsctl.yaml of the working directory. */
export const configFlag = Flags.string({
  char: 'c',
  helpValue: 'FILE',
  description: 'settings file (default: dnsctl.yaml, if there is one)',
})

/** How long to wait for the lock of a zone; milliseconds. */
export const lockTimeoutFlag = durationFlag({
  description: 'how long to wait where somebody else holds the lock of a zone',
  default: lockWaitMs,
})
