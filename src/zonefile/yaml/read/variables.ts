// `${name}` and `${env:NAME}` in values. What they stand for is text: it never becomes YAML.
import { nearest } from '../../../base/nearest.ts'
import type { MappingNode, YamlNode } from './node.ts'
import type { Reading } from './reading.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Puts the values of variables into a text; reports what is unknown and then returns undefined. */
export type Expand = (text: string, position: number) => string | undefined

const reference = /\$\$\{|\$\{([^{}]*)\}/g

/** Makes the `Expand` of a file from its variables and the environment. */
export function expander(reading: Reading, variables: ReadonlyMap<string, string>, env: Environment): Expand {
  return (text, position) => {
    if (!text.includes('${')) return text
    let isKnown = true
    const expanded = text.replace(reference, (whole, name: string | undefined) => {
      if (name === undefined) return '${'
      const value = name.startsWith('env:') ? env[name.slice(4)] : variables.get(name)
      if (value === undefined) {
        isKnown = false
        reportUnknown(reading, name, variables, positionOf(reading, whole, position))
      }
      return value ?? ''
    })
    return isKnown ? expanded : undefined
  }
}

/** The variables of a file: those it inherits, and its own, each of which may use the ones before it. */
export function readVariables(
  node: YamlNode | undefined,
  reading: Reading,
  inherited: ReadonlyMap<string, string>,
  env: Environment,
): ReadonlyMap<string, string> {
  if (node?.kind !== 'mapping') return inherited
  const variables = new Map(inherited)
  const expand = expander(reading, variables, env)
  for (const [name, { value }] of (node as MappingNode).entries) {
    if (value.kind !== 'scalar' || value.isNull) continue
    const text = expand(value.text, value.position)
    if (text !== undefined) variables.set(name, text)
  }
  return variables
}

function reportUnknown(
  reading: Reading,
  name: string,
  variables: ReadonlyMap<string, string>,
  position: number,
): void {
  if (name.startsWith('env:'))
    return reading.report('env-missing', `environment variable ${name.slice(4)} is not set`, position)
  const near = nearest(name, variables.keys())
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  reading.report('variable-unknown', `variable "${name}" is not defined${hint}`, position)
}

/** Where the reference stands within its scalar, unless YAML writes it in another way there. */
function positionOf({ text, base }: Reading, whole: string, position: number): number {
  const lineEnd = text.indexOf('\n', position - base)
  const found = text.slice(position - base, lineEnd < 0 ? undefined : lineEnd).indexOf(whole)
  return found < 0 ? position : position + found
}
