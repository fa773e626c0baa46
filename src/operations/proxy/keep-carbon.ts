// Keeps sending what is measured to the Carbon servers of the settings.
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../base/clock.ts'
import { problem } from '../../base/errors.ts'
import { type CarbonSender, type CarbonServer, carbonPart, sendToCarbon } from '../../metrics/carbon.ts'
import { endpointText, parseEndpoint } from '../../net/address.ts'
import type { ProxyControl } from '../../proxy/control.ts'
import { proxyMetrics } from '../../proxy/metrics/proxy-metrics.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import type { ProxyEvent } from './proxy-events.ts'
import { serverIdOf } from './server-id.ts'

export interface KeptCarbon {
  /** Goes on with other settings. */
  configure(settings: ProxySettings): void
  stop(): void
}

interface CarbonSite {
  readonly control: ProxyControl
  readonly clock: Clock
  readonly onEvent: (event: ProxyEvent) => void
}

const defaultPort = 2003

/** Starts what the settings ask for. */
export function keepCarbon(settings: ProxySettings, site: CarbonSite): KeptCarbon {
  let servers = carbonServers(settings)
  let senders = servers.map(server => startSender(server, site))
  const stop = (): void => {
    for (const sender of senders) sender.stop()
  }
  return {
    configure(next) {
      const wanted = carbonServers(next)
      if (isDeepStrictEqual(wanted, servers)) return
      stop()
      servers = wanted
      senders = servers.map(server => startSender(server, site))
    },
    stop,
  }
}

const carbonServers = (settings: ProxySettings): readonly CarbonServer[] =>
  settings.metrics.carbon.map(({ address, name, namespace, instance, interval }) => ({
    endpoint: parseEndpoint(address, defaultPort),
    prefix: [
      ...(namespace || 'dnsctl').split('.').map(carbonPart),
      carbonPart(name || serverIdOf(settings)),
      carbonPart(instance || 'main'),
    ].join('.'),
    intervalMs: interval * 1000,
  }))

const startSender = (server: CarbonServer, { control, clock, onEvent }: CarbonSite): CarbonSender =>
  sendToCarbon(server, {
    clock,
    measure: () => proxyMetrics(control, ''),
    onChange(reason) {
      const where = `Carbon at ${endpointText(server.endpoint)}`
      if (reason === undefined) onEvent({ event: 'log', text: `${where} takes reports again` })
      else {
        const text = `${where} does not take reports: ${reason}; it is tried again at each interval`
        onEvent({ event: 'problem', problem: problem('proxy-carbon-away', text) })
      }
    },
  })
