// Makes a valid plan of plain data, or says what in it is wrong.
import { codes, type ErrorCode, fault, type Place, type Problem } from '../base/errors.ts'
import { type Name, parseName } from '../dns/name.ts'
import type { RoutedSet, RoutingPolicy } from '../dns/routing.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { Annotations, RRset } from '../dns/rrset.ts'
import { type Change, type Plan, type SafetyFinding, safetyRules, type ZonePlan } from './plan.ts'

/** A JSON object whose members are not known yet. */
export type Fields = Readonly<Record<string, unknown>>

/** Says whether a JSON value is an object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Checks plain data and gives them back as a plan; throws `plan-file-invalid`. */
export function parsePlan(plan: Fields): Plan {
  return { version: 1, created: text(plan, 'created'), zones: list(plan, 'zones').map(parseZonePlan) }
}

function parseZonePlan(zone: Fields): ZonePlan {
  return {
    zone: name(zone, 'zone'),
    provider: text(zone, 'provider'),
    createsZone: boolean(zone, 'createsZone'),
    serial: oneOf(zone, 'serial', ['increment', 'date', 'epoch']),
    fingerprint: text(zone, 'fingerprint'),
    existing: count(zone, 'existing'),
    ignored: count(zone, 'ignored'),
    changes: list(zone, 'changes').map(parseChange),
    cachedFor: count(zone, 'cachedFor'),
    safety: list(zone, 'safety').map(parseFinding),
    warnings: list(zone, 'warnings').map(parseProblem),
  }
}

function parseChange(change: Fields): Change {
  const action = oneOf(change, 'action', ['create', 'update', 'delete'])
  const owner = name(change, 'owner')
  const type = typeOf(text(change, 'type')).name
  const image = (key: 'before' | 'after'): RRset => {
    const rrset = parseRRset(object(change, key))
    if (rrset.type !== type) throw wrong(key, `an RRset of type ${type}`)
    return rrset
  }
  switch (action) {
    case 'create':
      return { action, owner, type, after: image('after') }
    case 'update':
      return { action, owner, type, before: image('before'), after: image('after') }
    case 'delete':
      return { action, owner, type, before: image('before') }
    default:
      return action satisfies never
  }
}

function parseRRset(rrset: Fields): RRset {
  const type = typeOf(text(rrset, 'type'))
  const rdatas = (fields: Fields) => texts(fields, 'rdatas').map(rdata => type.parse(rdata))
  const policy = (fields: Fields): RoutingPolicy => ({
    // The kinds and what belongs to each set are the zone file's to check; a plan carries them over.
    kind: text(fields, 'kind') as RoutingPolicy['kind'],
    sets: list(fields, 'sets').map(
      set => ({ ...set, id: text(set, 'id'), rdatas: rdatas(set) }) as RoutedSet,
    ),
  })
  return {
    owner: name(rrset, 'owner'),
    type: type.name,
    ttl: count(rrset, 'ttl'),
    rdatas: rdatas(rrset),
    ...(rrset.policy !== undefined && { policy: policy(object(rrset, 'policy')) }),
    ...(rrset.annotations !== undefined && { annotations: object(rrset, 'annotations') as Annotations }),
  }
}

const parseFinding = (finding: Fields): SafetyFinding => ({
  rule: oneOf(finding, 'rule', safetyRules),
  message: text(finding, 'message'),
})

function parseProblem(problem: Fields): Problem {
  return {
    code: oneOf(problem, 'code', Object.keys(codes) as ErrorCode[]),
    severity: oneOf(problem, 'severity', ['error', 'warning']),
    message: text(problem, 'message'),
    ...(problem.place !== undefined && { place: parsePlace(object(problem, 'place')) }),
  }
}

const parsePlace = (place: Fields): Place => ({
  file: text(place, 'file'),
  line: count(place, 'line'),
  column: count(place, 'column'),
})

const wrong = (key: string, expected: string) => fault('plan-file-invalid', `"${key}" is not ${expected}`)

function text(fields: Fields, key: string): string {
  const value = fields[key]
  if (typeof value !== 'string') throw wrong(key, 'text')
  return value
}

const name = (fields: Fields, key: string): Name => parseName(text(fields, key))

function boolean(fields: Fields, key: string): boolean {
  const value = fields[key]
  if (typeof value !== 'boolean') throw wrong(key, 'true or false')
  return value
}

function count(fields: Fields, key: string): number {
  const value = fields[key]
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw wrong(key, 'a whole number')
  return value as number
}

function oneOf<T extends string>(fields: Fields, key: string, values: readonly T[]): T {
  const value = values.find(known => known === fields[key])
  if (value === undefined) throw wrong(key, `one of ${values.slice(0, 5).join(', ')}`)
  return value
}

function object(fields: Fields, key: string): Fields {
  const value = fields[key]
  if (!isFields(value)) throw wrong(key, 'an object')
  return value
}

function list(fields: Fields, key: string): readonly Fields[] {
  const value = fields[key]
  if (!Array.isArray(value) || !value.every(isFields)) throw wrong(key, 'a list of objects')
  return value
}

function texts(fields: Fields, key: string): readonly string[] {
  const value = fields[key]
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string'))
    throw wrong(key, 'a list of texts')
  return value
}
