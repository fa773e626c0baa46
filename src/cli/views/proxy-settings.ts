// What `dnsctl proxy --check-config` says of settings that can be used.
import { chains } from '../../proxy/control.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import { countText } from './count-text.ts'

/** One line: `the settings are in order: 1 address, 2 servers, 3 rules`. */
export function proxySettingsText(settings: ProxySettings): string {
  const { backends, binds, packet_caches: caches } = settings
  const addresses = binds.reduce((sum, bind) => sum + 1 + bind.additional_addresses.length, 0)
  const rules = chains.reduce((sum, chain) => sum + settings[chain].length, 0)
  const counts = [
    `${addresses} ${addresses === 1 ? 'address' : 'addresses'}`,
    countText(backends.length, 'server'),
    ...(caches.length === 0 ? [] : [countText(caches.length, 'packet cache')]),
    ...(rules === 0 ? [] : [countText(rules, 'rule')]),
  ]
  return `the settings are in order: ${counts.join(', ')}`
}
