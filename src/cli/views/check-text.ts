// What checking zones at their servers has found, zone by zone, with a summary.
import { problemText } from '../../base/errors.ts'
import type { CheckedZone } from '../../operations/proof/check-zones.ts'
import { isProven } from '../../proof/proof.ts'
import { countText } from './count-text.ts'
import { proofText } from './proof-text.ts'

/** Prints the proof of each zone, and how many hold. */
export function checkText(zones: readonly CheckedZone[]): string {
  const proven = zones.filter(({ proof }) => proof && isProven(proof)).length
  const failed = zones.filter(({ proof }) => !proof).length
  const unproven = zones.length - proven - failed
  const summary = [
    `${countText(proven, 'zone')} proven`,
    ...(unproven > 0 ? [`${unproven} not`] : []),
    ...(failed > 0 ? [`${failed} could not be checked`] : []),
  ].join(', ')
  return [...zones.map(zoneText), summary].join('\n')
}

const zoneText = ({ zone, provider, proof, problems }: CheckedZone): string =>
  proof
    ? proofText(proof)
    : [
        `${zone} at ${provider}: not checked`,
        ...problems.map(one => `  ${one.severity}: ${problemText(one)}`),
      ].join('\n')
