// Records that are more than a plain value or list: structured values, the long form with aliases and policies.
import type { Name } from '../../../dns/name.ts'
import { type PolicyKind, policyParameters } from '../../../dns/routing.ts'
import type { RRType } from '../../../dns/rr/define-type.ts'
import type { Annotations, RRset } from '../../../dns/rrset.ts'
import { longForm } from '../../schema/checked-parts.ts'
import { longFormSchema } from '../../schema/parts.ts'
import { type AliasValue, readAlias } from './alias.ts'
import { type ChecksValue, readChecksOff, silenced } from './checks-off.ts'
import type { MappingNode, YamlNode } from './node.ts'
import { readPolicy, settleTtls } from './policy.ts'
import { readDuration } from './reading.ts'
import { readStructure } from './structure.ts'
import { readValues } from './values.ts'
import { addRRset, type RecordFile } from './zone-builder.ts'

/** What the long form says; `values` and `sets` are nodes still. */
interface LongForm extends AliasValue {
  readonly ttl?: string
  readonly values?: YamlNode
  readonly owner?: string
  readonly reason?: string
  readonly expires?: string
  readonly checks?: ChecksValue
  readonly policy?: PolicyKind
  readonly sets?: YamlNode
}

/** Keys that only the long form has. */
const longFormMarks = ['values', 'alias', 'policy', 'sets']

/** Reads what follows a type. */
export function readForm(
  node: YamlNode,
  owner: Name,
  type: RRType,
  position: number,
  file: RecordFile,
): void {
  if (node.kind === 'mapping' && longFormMarks.some(key => node.entries.has(key)))
    return readLongForm(node, owner, type, position, file)
  if (node.kind === 'mapping' && !isStructured(node, type)) return reportNeither(node, type, file)
  const { rdatas, positions } = readValues(node, type, file)
  if (rdatas.length > 0)
    addRRset(file, { owner, type: type.name, ttl: file.ttl, rdatas }, position, positions)
}

const isStructured = (node: MappingNode, type: RRType): boolean =>
  Object.keys(type.fields).some(field => node.entries.has(field))

function reportNeither(node: MappingNode, type: RRType, { reading }: RecordFile): void {
  const fields = Object.keys(type.fields).join(', ')
  const keys = [...node.entries.keys()]
  const isLong = keys.length > 0 && keys.every(key => Object.hasOwn(longFormSchema.properties, key))
  if (isLong) return reading.report('value-missing', `${type.name} has no "values"`, node.position)
  reading.report(
    'unknown-key',
    `${type.name} takes either its fields (${fields}) or the long form (values, ttl, …), not ${keys.join(', ') || '{}'}`,
    node.position,
  )
}

function readLongForm(
  node: MappingNode,
  owner: Name,
  type: RRType,
  position: number,
  file: RecordFile,
): void {
  const { reading, expand, builder } = file
  const context = {
    reading,
    expand,
    what: `the long form of ${type.name}`,
    invalid: 'zone-file-schema',
    range: 'zone-file-schema',
  } as const
  const form = readStructure(node, longForm, context) as LongForm | undefined
  const off = readChecksOff(form?.checks, node.entries.get('checks')?.value, reading)
  const quietFile = { ...file, reading: silenced(reading, off) }
  // Faults beside the values and the sets leave those to be read for their own faults.
  const valuesNode = node.entries.get('values')?.value
  const values = valuesNode && readValues(valuesNode, type, quietFile)
  const kind = form ? form.policy : statedKind(node)
  const policy = form || kind ? readPolicy(node, kind, type, quietFile) : undefined
  const alias = form && readAlias(form, node, type, quietFile)
  if (!form || (form.alias !== undefined && !alias) || !(policy || alias || values?.rdatas.length)) return

  const at = (key: string): number => node.entries.get(key)!.value.position
  const stated = form.ttl === undefined ? undefined : readDuration(form.ttl, at('ttl'), reading)
  const settled: Pick<RRset, 'ttl' | 'policy'> = policy
    ? settleTtls(policy, stated ?? file.ttl)
    : { ttl: alias ? 0 : (stated ?? file.ttl) }
  if (policy && stated !== undefined && policy.sets.every(set => set.alias))
    reading.report('alias-invalid', 'aliases have no TTL: those of their targets count', at('ttl'))
  const rrset: RRset = {
    owner,
    type: type.name,
    rdatas: values?.rdatas ?? [],
    ...settled,
    ...(alias && { alias }),
    ...annotationsOf(form, at, file),
  }
  if (addRRset(file, rrset, position, values?.positions ?? []) && off.length > 0)
    builder.checksOff.set(rrset, off)
}

/** The policy that a faulty form states. */
function statedKind(form: MappingNode): PolicyKind | undefined {
  const node = form.entries.get('policy')?.value
  if (node?.kind !== 'scalar' || !Object.hasOwn(policyParameters, node.text)) return undefined
  return node.text as PolicyKind
}

function annotationsOf(
  { owner, reason, expires }: LongForm,
  at: (key: string) => number,
  { reading }: RecordFile,
): { annotations?: Annotations } {
  const isExpiryRead = expires !== undefined && isDate(expires)
  if (expires !== undefined && !isExpiryRead)
    reading.report('date-invalid', `"${expires}" is not a date such as 2027-01-01`, at('expires'))
  const annotations: Annotations = {
    ...(owner !== undefined && { owner }),
    ...(reason !== undefined && { reason }),
    ...(isExpiryRead && { expires }),
  }
  return Object.keys(annotations).length === 0 ? {} : { annotations }
}

/** Says whether the text is a day of the calendar in ISO form. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
