// The names that the operator's own access depends on: those that are configured, and those that can be known.
import { hostname } from 'node:os'
import { DnsctlError, type Problem, problem, throwIfAny } from '../base/errors.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { labelsOf, type Name, parseName } from '../dns/name.ts'
import type { AccessPoint } from '../plan/guards/access.ts'

/**
 * Gives the names under `safety.access`, the hosts of providers' endpoints, and this machine's own. Throws
 * `config-setting-invalid` for each configured one that is no absolute name.
 */
export function accessPoints(
  { config, placeOf }: Pick<LoadedConfig, 'config' | 'placeOf'>,
  machine: string = hostname(),
): AccessPoint[] {
  const problems: Problem[] = []
  const configured = config.safety.access.flatMap((text, i): AccessPoint[] => {
    const name = absoluteName(text)
    if (name) return [{ name, as: `"${text}" in safety.access` }]
    const message = `"safety.access[${i}]" is "${text}", not a whole name such as vpn.example.com`
    problems.push(problem('config-setting-invalid', message, placeOf(['safety', 'access', i])))
    return []
  })
  throwIfAny(problems)
  const endpoints = Object.entries(config.providers).flatMap(([provider, settings]): AccessPoint[] => {
    const host = hostOf(settings.endpoint)
    const name = host === undefined ? undefined : absoluteName(host)
    return name ? [{ name, as: `the endpoint of the provider "${provider}"` }] : []
  })
  const own = absoluteName(machine)
  return [...configured, ...endpoints, ...(own ? [{ name: own, as: `this machine (${machine})` }] : [])]
}

/** Reads a name of at least two labels; its dot at the end may be left out. */
function absoluteName(text: string): Name | undefined {
  try {
    const name = parseName(text.endsWith('.') ? text : `${text}.`)
    return labelsOf(name).length > 1 && !/\s/.test(text) ? name : undefined
  } catch (error) {
    if (error instanceof DnsctlError) return undefined
    throw error
  }
}

function hostOf(endpoint: unknown): string | undefined {
  if (typeof endpoint !== 'string') return undefined
  try {
    return new URL(endpoint).hostname
  } catch {
    return undefined
  }
}
