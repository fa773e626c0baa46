// What a proxy tells while it runs, one line each.
import { problemText } from '../../base/errors.ts'
import { endpointText } from '../../net/address.ts'
import type { ProxyEvent, ProxySummary } from '../../operations/proxy/proxy-events.ts'
import { printable } from '../printable.ts'
import { countText } from './count-text.ts'

/** Writes an event as a line for people. */
export function proxyEventText(event: ProxyEvent): string {
  switch (event.event) {
    case 'listening': {
      const binds = event.binds.map(({ endpoint, protocol }) =>
        protocol === 'Do53' ? endpointText(endpoint) : `${endpointText(endpoint)} (${protocol})`,
      )
      const threads = event.threads === 0 ? '' : `, ${countText(event.threads, 'thread')}`
      return `listening on ${binds.join(', ')} for ${countText(event.servers, 'server')}${threads}`
    }
    case 'web':
      return `statistics at http://${endpointText(event.endpoint)}/`
    case 'exposed':
      return `note: others than this machine may reach ${endpointText(event.endpoint)}; "acl" says who is answered`
    case 'server':
      return `server ${printable(event.name)} is ${event.isUp ? 'up' : 'down'}: ${printable(event.detail)}`
    case 'blocked':
      return blockedText(event)
    case 'reloaded':
      return 'the settings were read anew, and are in force'
    case 'problem':
      return printable(`${event.problem.severity}: ${problemText(event.problem)}`)
    case 'log':
      return printable(event.text)
    case 'summary':
      return summaryText(event)
    default:
      return event satisfies never
  }
}

/** The counters that are not 0. */
function summaryText({ counters, overruns }: ProxySummary): string {
  const counted = Object.entries({ ...counters, overruns }).filter(([, count]) => count > 0)
  if (counted.length === 0) return 'nothing was asked'
  return counted.map(([name, count]) => `${name} ${Math.round(count)}`).join(', ')
}

type BlockedEvent = ProxyEvent & { event: 'blocked' }

function blockedText({ subject, reason, action, seconds, isWarning, isFull }: BlockedEvent): string {
  if (isFull) return `warning: ${subject} is not blocked (${reason}): there are too many blocks`
  return isWarning
    ? `warning: ${subject} would be blocked if it went on: ${reason}`
    : `${subject} is blocked for ${seconds} s (${action}): ${reason}`
}
