// What a server tells while it runs, one line each.
import { problemText } from '../../base/errors.ts'
import { endpointText } from '../../net/address.ts'
import type { ServeEvent, ServeSummary } from '../../operations/serve/serve.ts'
import { countText } from './count-text.ts'

/** Writes an event as a line for people; undefined for one that is not worth a line. */
export function serveEventText(event: ServeEvent): string | undefined {
  switch (event.event) {
    case 'listening': {
      const where = event.endpoints.map(endpointText).join(', ')
      const held = `${countText(event.zones, 'zone')}, ${countText(event.records, 'record')}`
      const hint = event.zones === 0 ? '; `dnsctl apply` puts zones into the store' : ''
      return `listening on ${where} (udp, tcp), ${held}${hint}`
    }
    case 'route53-api': {
      const note = event.isInsecure ? ', open to everyone on this machine' : ''
      return `Route 53 API on http://${endpointText(event.endpoint)}${note}`
    }
    case 'exposed':
      return `note: ${endpointText(event.endpoint)} answers everyone who can reach it`
    case 'zone':
      return event.changed
        ? `${event.zone} is now at serial ${event.serial}, ${countText(event.records, 'record')}`
        : undefined
    case 'zone-gone':
      return `${event.zone} is no longer served`
    case 'health':
      return `health check "${event.check}" is ${event.isWell ? 'well again' : 'ill'}: ${event.detail}`
    case 'problem':
      return `${event.problem.severity}: ${problemText(event.problem)}`
    case 'summary':
      return summaryText(event)
    default:
      return event satisfies never
  }
}

function summaryText(summary: ServeSummary): string {
  const rcodes = Object.entries(summary.rcodes).map(([rcode, count]) => `${count} ${rcode}`)
  return [
    `queries: ${summary.udp + summary.tcp} (${summary.udp} udp, ${summary.tcp} tcp)`,
    ...rcodes,
    `${summary.truncated} truncated`,
    `${summary.dropped} dropped`,
    `${summary.sendErrors} not sent`,
    `${summary.overruns} overruns`,
    `${summary.tcpErrors} tcp errors`,
    `${summary.tcpRefused} tcp refused`,
  ].join(', ')
}
