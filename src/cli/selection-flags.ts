// Flags that choose zones, the same for all that plan.
import * as Flags from '@oclif/core/flags'
import type { Selection } from '../operations/selection.ts'

export const selectionFlags = {
  zone: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'GLOB',
    description: 'a zone or a pattern of zones, as the arguments are; several are given one by one',
  }),
  provider: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
    description: 'only this provider of dnsctl.yaml; several are given one by one',
  }),
  'only-changed-since': Flags.string({
    helpValue: 'REV',
    description: 'only zones whose files differ from this revision of git; all if dnsctl.yaml does',
  }),
}

/** What the parser makes of the flags. */
export interface SelectionFlagValues {
  readonly zone: readonly string[] | undefined
  readonly provider: readonly string[] | undefined
  readonly 'only-changed-since': string | undefined
}

/** What the arguments and the flags choose. */
export const selectionOf = (args: readonly string[], flags: SelectionFlagValues): Selection => ({
  zones: [...args, ...(flags.zone ?? [])],
  providers: flags.provider ?? [],
  changedSince: flags['only-changed-since'],
})

/** Says whether the flags choose anything. */
export const choosesZones = (flags: SelectionFlagValues): boolean =>
  (flags.zone?.length ?? 0) + (flags.provider?.length ?? 0) > 0 || flags['only-changed-since'] !== undefined
