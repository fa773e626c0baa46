// Amazon Route 53 as a provider.
import type { ProviderKind } from '../contract.ts'
import { route53Capabilities } from './capabilities.ts'
import { type Route53Settings, settingsSchema, visibilityOf } from './settings.ts'

/** The provider type `route53`. */
export const route53: ProviderKind<Route53Settings> = {
  id: 'route53',
  configSchema: settingsSchema,
  capabilities: route53Capabilities,
  isAnsweredByNameServers: settings =>
    settings.endpoint === undefined && visibilityOf(settings) !== 'private',
  open: async (settings, dependencies) =>
    (await import('./account-provider.ts')).accountProvider(settings, dependencies),
}
