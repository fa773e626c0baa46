// Aliases: `alias` in place of values, in a record's long form and in the sets of a policy.
import type { AliasTarget } from '../../../dns/routing.ts'
import type { RRType } from '../../../dns/rr/define-type.ts'
import { nameInValue } from '../names.ts'
import type { MappingNode } from './node.ts'
import { reportFault } from './reading.ts'
import type { RecordFile } from './zone-builder.ts'

/** What a mapping says of an alias. */
export interface AliasValue {
  readonly alias?: string
  readonly evaluate_target_health?: boolean
  readonly hosted_zone?: string
}

/** Keys that mean something only where there is an alias. */
const needAlias = ['evaluate_target_health', 'hosted_zone']

/** Reads the alias of a mapping; undefined if it has none, or if that has been reported. */
export function readAlias(
  { alias, evaluate_target_health: evaluateHealth = false, hosted_zone: hostedZone }: AliasValue,
  { entries }: MappingNode,
  type: RRType,
  { reading, builder }: RecordFile,
): AliasTarget | undefined {
  const refuse = (message: string, key: string): undefined => {
    reading.report('alias-invalid', message, entries.get(key)!.key.position)
  }
  if (alias === undefined) {
    for (const key of needAlias) if (entries.has(key)) refuse(`"${key}" says something of an "alias"`, key)
    return undefined
  }
  if (type.name === 'NS' || type.virtual) return refuse(`${type.name} cannot be an alias`, 'alias')
  if (entries.has('values')) return refuse('an alias has no values beside it', 'values')
  if (entries.has('ttl')) return refuse('an alias has no TTL: that of its target counts', 'ttl')
  try {
    const target = nameInValue(alias, builder.origin)
    return { target, evaluateHealth, ...(hostedZone !== undefined && { hostedZone }) }
  } catch (error) {
    reportFault(error, entries.get('alias')!.value.position, reading)
    return undefined
  }
}
