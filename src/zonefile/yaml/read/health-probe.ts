// Health checks that ask a server, in one form: usual ports and paths are left out, times and counts are put in.
import { isIPv4, isIPv6 } from 'node:net'
import { toAsciiLabels } from '../../../dns/idn.ts'
import { parseName } from '../../../dns/name.ts'
import { type ProbeCheck, usualPorts } from '../../../dns/routing.ts'
import { parseIpv4, parseIpv6 } from '../../../dns/rr/kinds/addresses.ts'
import { probeDefaults } from '../../probe-defaults.ts'
import { probeCheck } from '../../schema/checked-parts.ts'
import type { MappingNode, YamlNode } from './node.ts'
import { readDuration } from './reading.ts'
import { readStructure, type StructureContext } from './structure.ts'

/** A check as the file has it: times are texts. */
type ProbeValue = Omit<Partial<ProbeCheck>, 'type' | 'interval' | 'timeout' | 'inverted'> & {
  readonly type: ProbeCheck['type']
  readonly interval?: string
  readonly timeout?: string
  readonly inverted?: boolean
}

/** Reads a check; undefined if something in it had to be reported. */
export function readProbe(name: string, node: YamlNode, context: StructureContext): ProbeCheck | undefined {
  const { reading } = context
  const value = readStructure(node, probeCheck, context) as ProbeValue | undefined
  if (!value) return undefined
  const { entries, position } = node as MappingNode
  let isSound = true
  const report = (code: 'health-invalid' | 'value-missing', message: string, key?: string): void => {
    isSound = false
    reading.report(code, message, (key !== undefined && entries.get(key)?.value.position) || position)
  }
  const seconds = (key: 'interval' | 'timeout'): number => {
    const text = value[key]
    if (text === undefined) return probeDefaults[key]
    const read = readDuration(text, entries.get(key)!.value.position, reading)
    if (read === undefined) isSound = false
    else if (read === 0) report('health-invalid', `${key} must be at least 1s`, key)
    return read ?? probeDefaults[key]
  }
  const { type } = value
  const isTcp = type === 'tcp'
  if (value.host === undefined && value.address === undefined)
    report('value-missing', `health check "${name}" has neither host nor address`)
  if (isTcp && value.port === undefined)
    report('value-missing', `health check "${name}" has no port, which tcp needs`)
  for (const key of ['path', 'contains'] as const)
    if (isTcp && value[key] !== undefined)
      report('health-invalid', `"${key}" does nothing in a tcp check`, key)
  const host = value.host === undefined ? undefined : hostOf(value.host)
  if (host === null) report('health-invalid', `"${value.host}" is not the name of a host`, 'host')
  const address = value.address === undefined ? undefined : addressOf(value.address)
  if (address === null) report('health-invalid', `"${value.address}" is not an IP address`, 'address')
  const [interval, timeout] = [seconds('interval'), seconds('timeout')]
  if (!isSound || host === null || address === null) return undefined
  return {
    type,
    name,
    ...(host !== undefined && { host }),
    ...(address !== undefined && { address }),
    ...(value.port !== undefined && value.port !== usualPorts[type] && { port: value.port }),
    ...(value.path !== undefined && value.path !== '/' && { path: value.path }),
    ...(value.contains !== undefined && { contains: value.contains }),
    interval,
    timeout,
    failures: value.failures ?? probeDefaults.failures,
    successes: value.successes ?? probeDefaults.successes,
    ...(value.inverted && { inverted: true }),
  }
}

/** The name in small letters and without a dot at its end; null if it is none that a host could have. */
function hostOf(text: string): string | null {
  try {
    const host = toAsciiLabels(text).toLowerCase().replace(/\.$/, '')
    parseName(`${host}.`)
    return /^[a-z0-9_][a-z0-9_.-]*$/.test(host) ? host : null
  } catch {
    return null
  }
}

/** The one text of an address; null if it is none. */
function addressOf(text: string): string | null {
  if (isIPv4(text)) return parseIpv4(text, 'address')
  return isIPv6(text) && !text.includes('%') ? parseIpv6(text, 'address') : null
}
