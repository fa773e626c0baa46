// A proxy that answers orders with what a test says, and remembers them.
import type { ConsoleSite } from '../../../src/cli/console/define-command.ts'
import type { AskProxy } from '../../../src/operations/proxy/console/orders.ts'
import type { ServerReport } from '../../../src/proxy/control.ts'

type Results = Readonly<Record<string, unknown>>

/** Makes a site whose proxy answers each order with what `results` have for it. */
export function siteOf(results: Results = {}) {
  const orders: (readonly unknown[])[] = []
  const saved: (readonly unknown[])[] = []
  const site: ConsoleSite = {
    ask: (async (...order: unknown[]) => {
      orders.push(order)
      return results[String(order[0])]
    }) as AskProxy,
    async save(...given) {
      saved.push(given)
    },
  }
  return { site, orders, saved }
}

/** A server that is up. */
export const server = (name: string, also: Partial<ServerReport> = {}): ServerReport => ({
  name,
  address: '192.0.2.1:53',
  mode: 'auto',
  isHealthy: true,
  isUsable: true,
  latency: 1.25,
  queries: 10,
  responses: 9,
  drops: 1,
  retries: 0,
  sendErrors: 0,
  tcpConnections: 0,
  qps: 2.5,
  dropRate: 0,
  outstanding: 0,
  weight: 1,
  order: 1,
  pools: [''],
  healthFailures: 0,
  healthChecks: 1,
  lastFailure: undefined,
  ...also,
})
