// What `dnsctl confirm` says: which change stays.
import type { ConfirmedRun } from '../../operations/confirm/confirm-run.ts'

/** A line for each zone, and one for the run. */
export const confirmedText = ({ run, zones }: ConfirmedRun): string =>
  [
    ...zones.map(({ zone, provider }) => `${zone} at ${provider}: stays as it is`),
    `Run ${run} is confirmed`,
  ].join('\n')
