// Health checks: the `health` of a zone file.
import type { HealthCheck } from '../../../dns/routing.ts'
import type { MappingNode, YamlNode } from './node.ts'
import { type Reading, readDuration } from './reading.ts'

/** A health check as the file has it: times are texts. */
export type HealthValue = Omit<HealthCheck, 'interval' | 'timeout'> & {
  readonly interval?: string
  readonly timeout?: string
}

/** Reads the times, and puts in what the file leaves out. */
export function readHealth(
  value: Readonly<Record<string, HealthValue>> | undefined,
  node: YamlNode | undefined,
  reading: Reading,
): Record<string, HealthCheck> {
  const checks: Record<string, HealthCheck> = {}
  for (const [name, check] of Object.entries(value ?? {})) {
    const at = (node as MappingNode).entries.get(name)!.value as MappingNode
    const seconds = (key: 'interval' | 'timeout', otherwise: number): number => {
      const text = check[key]
      if (text === undefined) return otherwise
      return readDuration(text, at.entries.get(key)!.value.position, reading) ?? otherwise
    }
    if (check.host === undefined && check.address === undefined)
      reading.report('value-missing', `health check "${name}" has neither host nor address`, at.position)
    checks[name] = {
      ...check,
      interval: seconds('interval', 30),
      timeout: seconds('timeout', 5),
      failures: check.failures ?? 3,
      successes: check.successes ?? 3,
    }
  }
  return checks
}
