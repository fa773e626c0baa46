// How the configuration in force differs from the one that was read.
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff'
import type { ProxySettings } from '../../../proxy/settings/settings.ts'
import type { CompiledProxy } from '../../../proxy/threads/compile-proxy.ts'
import { settingsYaml } from './settings-yaml.ts'

/** The settings in force, with the modes that servers were set to by hand. */
export function settingsInForce({ settings, backends }: CompiledProxy): ProxySettings {
  const isChanged = (at: number): boolean => backends[at]!.state.mode !== backends[at]!.settings.mode
  return {
    ...settings,
    backends: settings.backends.map((entry, at) =>
      isChanged(at)
        ? { ...entry, health_checks: { ...entry.health_checks, mode: backends[at]!.state.mode } }
        : entry,
    ),
  }
}

/** What has changed from one configuration to another, as a unified diff; empty if nothing has. */
export function settingsDelta(before: ProxySettings, after: ProxySettings): string {
  // Names of files are not known any more: included ones are part of the whole.
  const patch = structuredPatch('loaded', 'in force', settingsYaml(before), settingsYaml(after))
  return patch.hunks.length === 0 ? '' : formatPatch(patch, FILE_HEADERS_ONLY)
}
