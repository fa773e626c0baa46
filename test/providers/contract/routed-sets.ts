// Sets of every routing policy, with health checks and aliases among them.
import type { HealthCheck, RoutedSet } from '../../../src/dns/routing.ts'
import type { Capabilities } from '../../../src/providers/contract.ts'
import { a, rrset } from './notation.ts'

const probe: HealthCheck = {
  type: 'https',
  name: 'web',
  host: 'www.example.com',
  path: '/healthz',
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
}
/** An alias of a name of the zone. */
export const target = { target: a.owner, evaluateHealth: true }
/** Addresses as values. */
export const ipv4 = (text: string) => rrset('x', 'A', text).rdatas
/** Sets of each policy. */
export const policies: Record<Capabilities['policies'][number], readonly Omit<RoutedSet, 'id'>[]> = {
  weighted: [
    { weight: 90, rdatas: ipv4('192.0.2.1'), health: probe },
    { weight: 0, rdatas: ipv4('192.0.2.2') },
    { weight: 10, rdatas: [], alias: target },
  ],
  failover: [
    { role: 'primary', rdatas: ipv4('192.0.2.1'), health: probe },
    { role: 'secondary', rdatas: ipv4('192.0.2.2') },
  ],
  multivalue: [
    { rdatas: ipv4('192.0.2.1'), health: { ...probe, type: 'tcp', port: 8443 } },
    { rdatas: ipv4('192.0.2.2') },
  ],
  latency: [
    { region: 'eu-west-1', rdatas: ipv4('192.0.2.1') },
    { region: 'us-east-1', rdatas: ipv4('192.0.2.2') },
  ],
  geolocation: [
    { location: 'EU', rdatas: ipv4('192.0.2.1') },
    { location: 'US-CA', rdatas: ipv4('192.0.2.2') },
    { location: '*', rdatas: ipv4('192.0.2.3') },
  ],
  geoproximity: [
    { region: 'eu-west-1', bias: 10, rdatas: ipv4('192.0.2.1') },
    { coordinates: '49.22,-74.01', rdatas: ipv4('192.0.2.2') },
  ],
  ip: [
    { networks: ['198.51.100.0/24', '2001:db8::/32'], rdatas: ipv4('192.0.2.1') },
    { networks: ['*'], rdatas: ipv4('192.0.2.2') },
  ],
}
