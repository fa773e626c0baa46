// A health check as the value behind its name in `health`: the shortest form that says everything.
import type { HealthCheck, ProbeCheck } from '../../dns/routing.ts'
import { secondsText } from '../../dns/ttl.ts'
import type { HealthNames } from '../health-names.ts'
import { probeDefaults } from '../probe-defaults.ts'
import type { YamlValue } from './emit.ts'
import { literal } from './literal.ts'

type Mapping = { readonly [key: string]: YamlValue }

/** Writes a check; those that it sums up are written by their names. */
export function healthValue(check: HealthCheck, names: HealthNames): Mapping {
  switch (check.type) {
    case 'reference':
      return { id: literal(check.id) }
    case 'calculated':
      return {
        type: check.type,
        checks: check.checks.map(part => literal(names.settle(part).name)),
        ...(check.healthy !== check.checks.length && { healthy: check.healthy }),
        ...(check.inverted && { inverted: true }),
      }
    default:
      return probeValue(check)
  }
}

function probeValue(check: ProbeCheck): Mapping {
  const { type, host, address, port, path, contains, interval, timeout, failures, successes, inverted } =
    check
  const isSet = (key: keyof typeof probeDefaults): boolean => check[key] !== probeDefaults[key]
  return {
    type,
    ...(host !== undefined && { host: literal(host) }),
    ...(address !== undefined && { address }),
    ...(port !== undefined && { port }),
    ...(path !== undefined && { path: literal(path) }),
    ...(contains !== undefined && { contains: literal(contains) }),
    ...(isSet('interval') && { interval: secondsText(interval) }),
    ...(isSet('timeout') && { timeout: secondsText(timeout) }),
    ...(isSet('failures') && { failures }),
    ...(isSet('successes') && { successes }),
    ...(inverted && { inverted }),
  }
}
