// What the settings allow plans of a zone to do.
import type { Config } from '../config/settings.ts'
import type { Name } from '../dns/name.ts'
import type { AccessPoint } from '../plan/guards/access.ts'
import type { SafetyLimits } from '../plan/guards/safety.ts'
import { rrsetMatcher } from '../plan/pattern.ts'

/** The limits of one zone. Throws `pattern-syntax`. */
export const safetyLimits = (
  safety: Config['safety'],
  access: readonly AccessPoint[],
  origin: Name,
): SafetyLimits => ({
  maxDeletePercent: safety.max_delete_percent,
  maxUpdatePercent: safety.max_update_percent,
  minChanges: safety.min_changes,
  protect: rrsetMatcher(safety.protect, origin),
  access,
})
