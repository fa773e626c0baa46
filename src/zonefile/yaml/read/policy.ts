// Routing policies: `policy` and `sets` of a record's long form.

import { isIP } from 'node:net'
import {
  type PolicyKind,
  policyParameters,
  type RoutedSet,
  type RoutingPolicy,
} from '../../../dns/routing.ts'
import type { RRType } from '../../../dns/rr/define-type.ts'
import { routedSet } from '../../schema/checked-parts.ts'
import type { MappingNode, YamlNode } from './node.ts'
import type { Reading } from './reading.ts'
import { readStructure } from './structure.ts'
import { readValues } from './values.ts'
import type { RecordFile } from './zone-builder.ts'

/** Reads the policy of a long form; undefined if it has none, or if that has been reported. */
export function readPolicy(
  form: MappingNode,
  kind: PolicyKind | undefined,
  type: RRType,
  file: RecordFile,
): RoutingPolicy | undefined {
  const { reading } = file
  const refuse = (message: string, node: YamlNode): undefined => {
    reading.report('policy-invalid', message, node.position)
  }
  const sets = form.entries.get('sets')?.value
  if (kind === undefined) return sets && refuse('"sets" need a "policy" that chooses among them', sets)
  if (!sets) return refuse(`policy "${kind}" needs "sets" to choose among`, form)
  if (form.entries.has('values')) return refuse('the values go into the sets, not beside them', form)
  if (sets.kind !== 'mapping') return refuse('"sets" must be a mapping of names to sets', sets)

  const routed = [...sets.entries.values()].map(({ key, value }) =>
    readSet(key.text, value, kind, type, file),
  )
  const whole = routed.filter(set => set !== undefined)
  if (whole.length < routed.length) return undefined
  if (whole.length === 0) return refuse(`policy "${kind}" has no sets`, sets)
  const roles = whole.map(({ role }) => role)
  if (kind === 'failover' && (roles.length !== 2 || roles[0] === roles[1]))
    return refuse('failover takes one primary and one secondary set', sets)
  return { kind, sets: whole }
}

function readSet(
  id: string,
  node: YamlNode,
  kind: PolicyKind,
  type: RRType,
  file: RecordFile,
): RoutedSet | undefined {
  const { reading, expand } = file
  const context = {
    reading,
    expand,
    what: `set "${id}"`,
    invalid: 'zone-file-schema',
    range: 'zone-file-schema',
  } as const
  const set = readStructure(node, routedSet, context) as
    | (Omit<RoutedSet, 'id' | 'rdatas'> & { readonly values: YamlNode })
    | undefined
  if (!set) return undefined
  const { values, ...parameters } = set
  if (!hasParametersOf(kind, node as MappingNode, id, file)) return undefined
  refuseOtherNetworks(set.networks ?? [], node as MappingNode, reading)
  const { rdatas } = readValues(values, type, file)
  if (rdatas.length === 0) return undefined
  return { id, rdatas, ...parameters }
}

/** Each kind of policy has parameters of its own; those of another kind would be passed over. */
function hasParametersOf(kind: PolicyKind, node: MappingNode, id: string, { reading }: RecordFile): boolean {
  const { required, optional } = policyParameters[kind]
  const known: readonly string[] = ['values', 'health', ...required, ...optional]
  const missing = required.filter(parameter => !node.entries.has(parameter))
  const foreign = [...node.entries.values()].filter(({ key }) => !known.includes(key.text))
  for (const parameter of missing)
    reading.report(
      'policy-invalid',
      `set "${id}" has no "${parameter}", by which "${kind}" chooses`,
      node.position,
    )
  for (const { key } of foreign)
    reading.report('policy-invalid', `"${key.text}" does nothing in a "${kind}" policy`, key.position)
  return missing.length === 0 && foreign.length === 0
}

function refuseOtherNetworks(networks: readonly string[], node: MappingNode, { report }: Reading): void {
  const list = node.entries.get('networks')?.value
  for (const [i, network] of networks.entries())
    if (!isNetwork(network) && list?.kind === 'sequence')
      report('policy-invalid', `"${network}" is not a network such as 192.0.2.0/24`, list.items[i]!.position)
}

function isNetwork(text: string): boolean {
  const [, address = '', length] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const family = isIP(address)
  return family !== 0 && Number(length) <= (family === 4 ? 32 : 128)
}
