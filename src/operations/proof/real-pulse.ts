// The time between rounds of a proof, as it passes.
import { setTimeout } from 'node:timers/promises'
import type { Pulse } from '../../proof/prove.ts'

export const realPulse: Pulse = {
  now: () => performance.now(),
  pause: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
}
