// Keeps the web server of a proxy: it answers where the settings say, and goes on over a reload where that stays the same.
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../base/clock.ts'
import { type Problem, problemsOf } from '../../base/errors.ts'
import { prometheusContentType, prometheusText } from '../../metrics/prometheus.ts'
import { parseEndpoint } from '../../net/address.ts'
import { readAddress } from '../../net/address-words.ts'
import { findNetwork, networkValue } from '../../net/network-table.ts'
import type { ProxyControl } from '../../proxy/control.ts'
import { proxyMetrics } from '../../proxy/metrics/proxy-metrics.ts'
import { networkValues, readNetworks } from '../../proxy/rules/rule-values.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import { startWebServer, type WebServer, type WebServerSite } from '../../web/web-server.ts'
import type { ProxyEvent } from './proxy-events.ts'
import { serverIdOf } from './server-id.ts'

export interface KeptWeb {
  /** Goes on with other settings; an address that cannot be had becomes an event. */
  configure(settings: ProxySettings): Promise<void>
  close(): Promise<void>
}

interface WebSite {
  /** The proxy, for somebody by whose name changes are noted. */
  readonly controlFor: (who: string) => ProxyControl
  readonly clock: Clock
  readonly onEvent: (event: ProxyEvent) => void
}

const defaultPort = 8083

/** Starts what the settings ask for. Names are not answered worse because the page cannot be: what fails becomes an event. */
export async function keepWeb(settings: ProxySettings, site: WebSite): Promise<KeptWeb> {
  let current = settings
  let networks = readNetworks(settings.webserver.acl)
  let server: WebServer | undefined
  const tell = (problems: readonly Problem[]): void => {
    for (const problem of problems) site.onEvent({ event: 'problem', problem })
  }
  const words = new Int32Array(4)
  const serverSite: WebServerSite = {
    proxyFor: site.controlFor,
    clock: site.clock,
    isAllowed(address) {
      const place = readAddress(address, words) ? findNetwork(networks, 0, words) : 0
      return place !== 0 && networkValue(networks, 0, place) === networkValues.included
    },
    metrics: () => metricsAnswer(site.controlFor('web'), current),
    onFault: error => tell(problemsOf(error)),
  }
  async function start(): Promise<void> {
    const { webserver } = current
    if (webserver.listen_addresses.length === 0) return
    try {
      const listen = webserver.listen_addresses.map(address => parseEndpoint(address, defaultPort))
      server = await startWebServer(listen, serverSite, webserver)
      for (const endpoint of server.endpoints) site.onEvent({ event: 'web', endpoint })
    } catch (error) {
      tell(problemsOf(error))
    }
  }
  await start()
  return {
    async configure(next) {
      const isSame = isDeepStrictEqual(next.webserver.listen_addresses, current.webserver.listen_addresses)
      current = next
      networks = readNetworks(next.webserver.acl)
      if (isSame && server) return server.configure(next.webserver)
      await server?.close()
      server = undefined
      await start()
    },
    close: async () => server?.close(),
  }
}

const metricsAnswer = (control: ProxyControl, settings: ProxySettings) => ({
  status: 200,
  type: prometheusContentType,
  body: prometheusText(
    proxyMetrics(control),
    settings.webserver.prometheus_add_instance ? { instance: serverIdOf(settings) } : {},
  ),
})
