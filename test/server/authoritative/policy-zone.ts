// Makes RRsets with policies and aliases, and sets the health of their checks.
import { parseName } from '../../../src/dns/name.ts'
import type { HealthCheck, PolicyKind, RoutedSet } from '../../../src/dns/routing.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { decodeMessage } from '../../../src/dns/wire/message.ts'
import type { Snapshot } from '../../../src/server/authoritative/snapshot.ts'
import { type Ask, queryOf, rrsetsOf, type serverOf } from './rich-zone.ts'

const apex = parseName('example.com.')

/** Names a check after its host; the same name is the same check. */
export const checkNamed = (name: string): HealthCheck => ({
  type: 'tcp',
  name,
  host: `${name}.example.net`,
  port: 80,
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
})

/** Values or the target of an alias, the name of a check, and what the policy chooses by. */
export type SetParameters = Partial<Omit<RoutedSet, 'id' | 'rdatas' | 'health' | 'alias'>> & {
  readonly values?: readonly string[]
  readonly alias?: string
  readonly evaluateHealth?: boolean
  readonly check?: string | undefined
}

/** An RRset of the zone example.com with a policy. */
export function routed(
  owner: string,
  type: string,
  kind: PolicyKind,
  sets: Readonly<Record<string, SetParameters>>,
): RRset {
  return {
    owner: parseName(owner, apex),
    type,
    ttl: 60,
    rdatas: [],
    policy: { kind, sets: Object.entries(sets).map(([id, parameters]) => routedSet(id, type, parameters)) },
  }
}

function routedSet(id: string, type: string, parameters: SetParameters): RoutedSet {
  const { values = [], alias, evaluateHealth = false, check, ...rest } = parameters
  const names = { name: (text: string) => parseName(text, apex) }
  return {
    id,
    rdatas: values.map(value => typeOf(type).parse(value, names)),
    ...(alias && { alias: { target: parseName(alias, apex), evaluateHealth } }),
    ...(check && { health: checkNamed(check) }),
    ...rest,
  }
}

/** An RRset of the zone example.com that is an alias. */
export const aliasOf = (owner: string, type: string, target: string, evaluateHealth = false): RRset => ({
  owner: parseName(owner, apex),
  type,
  ttl: 0,
  rdatas: [],
  alias: { target: parseName(target, apex), evaluateHealth },
})

/** The zone's SOA. */
export const soa = rrsetsOf('example.com.', '@ 60 SOA ns1 h 1 2 3 4 5')

/** The checks that are ill; all others are well. */
export function setHealth(zone: Snapshot, ill: readonly string[]): void {
  for (const [number, check] of zone.checks.entries())
    zone.health[number] = 'name' in check && ill.includes(check.name) ? 0 : 1
}

type Server = ReturnType<typeof serverOf>

/** The only zone of a server. */
export const zoneOf = (server: Server): Snapshot => [...server.directory.zones()][0]!

/** The data of the answer, in order; the rcode if there are none. */
export function valuesOf(server: Server, question: Omit<Ask, 'name'> & { readonly name: string }): string[] {
  const name = question.name.endsWith('.') ? question.name : `${question.name}.example.com.`
  const { answers, rcode } = server.ask({ ...question, name })
  return answers.length === 0 ? [rcode] : answers.map(({ rdata }) => rdata)
}

/** Counts the values that so many queries get, without decoding more than the last octet of each answer. */
export function countLastOctets(server: Server, name: string, queries: number): number[] {
  const counts = new Array<number>(256).fill(0)
  const query = queryOf({ name: `${name}.example.com.` })
  for (let i = 0; i < queries; i++) counts[server.send(query).at(-1)!]!++
  return counts
}

/** The client subnet option of an answer: its prefix lengths. */
export function scopeOf(octets: Uint8Array): { readonly source: number; readonly scope: number } | undefined {
  const subnet = decodeMessage(octets).edns?.options.find(({ name }) => name === 'ECS')
  if (!subnet || !('scopePrefix' in subnet)) return undefined
  return { source: subnet.sourcePrefix, scope: subnet.scopePrefix }
}
