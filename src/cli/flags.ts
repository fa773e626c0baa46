// Flags that several commands share.
import * as Flags from '@oclif/core/flags'

/** Where the configuration is, if not in dnsctl.yaml of the working directory. */
export const configFlag = Flags.string({
  char: 'c',
  helpValue: 'FILE',
  description: 'settings file (default: dnsctl.yaml, if there is one)',
})
