// Runs every check over a zone that was read.
import { codeEntry, type ErrorCode, type Problem, problem } from '../../base/errors.ts'
import type { LoadedZone } from '../loaded-zone.ts'
import { privateAddresses } from './addresses.ts'
import { aliasPlace, cnameLoop, cnamePlace, hiddenByDname, singletons } from './alias.ts'
import { aliasLoop, aliasTargets } from './alias-targets.ts'
import { caa } from './caa.ts'
import { type Check, viewZone } from './check.ts'
import { apexServers, danglingDs, dataAtCuts, serverAddresses, wildcardDelegation } from './delegation.ts'
import { dmarc, nullMx } from './mail.ts'
import { expired } from './notes.ts'
import { allZero, withoutRest } from './policies.ts'
import { spf } from './spf.ts'
import { targets } from './targets.ts'

/** Every check, in the order in which a reader of the zone would look. */
const checks: readonly Check[] = [
  apexServers,
  serverAddresses,
  cnamePlace,
  cnameLoop,
  aliasLoop,
  aliasPlace,
  singletons,
  hiddenByDname,
  dataAtCuts,
  danglingDs,
  wildcardDelegation,
  targets,
  aliasTargets,
  nullMx,
  spf,
  dmarc,
  caa,
  privateAddresses,
  withoutRest,
  allZero,
  expired,
]

/** Findings that say something is missing, which a record that could not be read may have been. */
const ofAbsence: ReadonlySet<ErrorCode> = new Set([
  'apex-ns-missing',
  'name-server-address-missing',
  'ds-without-delegation',
  'target-missing',
])

export interface CheckSetting {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** False if parts of the zone's files could not be read. */
  readonly isWhole: boolean
}

/** Finds what is wrong with a zone's data, but for the checks that the zone or a record turns off. */
export function checkZone(loaded: LoadedZone, { now, isWhole }: CheckSetting): Problem[] {
  const off = new Set(loaded.settings.checksOff)
  const view = viewZone(loaded.zone, now)
  const problems: Problem[] = []
  for (const check of checks)
    for (const { code, message, rrset, value } of check(view)) {
      if (!isWhole && ofAbsence.has(code)) continue
      const isOff = off.has(code) || (rrset && loaded.checksOffAt(rrset).includes(code))
      if (codeEntry(code).silenceable && isOff) continue
      const place = rrset ? loaded.placeOf(rrset, value) : { file: loaded.files[0]!, line: 1, column: 1 }
      problems.push(problem(code, message, place))
    }
  return problems
}
