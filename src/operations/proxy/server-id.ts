// What a proxy calls itself in statistics.
import { hostname } from 'node:os'
import type { ProxySettings } from '../../proxy/settings/settings.ts'

/** The name of the settings, or that of the host. */
export const serverIdOf = ({ general }: ProxySettings): string => general.server_id || hostname()
