// Turns a node into plain data as its schema wants them, and reports at its place what does not fit.
import { type Checked, type Mismatch, mismatches } from '../../../base/check-value.ts'
import type { ErrorCode } from '../../../base/errors.ts'
import { type JsonSchema, type Path, pathText, schemaOfMember } from '../../../base/json-schema.ts'
import { nearest } from '../../../base/nearest.ts'
import type { YamlNode } from './node.ts'
import type { Reading } from './reading.ts'
import type { Expand } from './variables.ts'

/** How a structure is read: where its problems go, and under which codes. */
export interface StructureContext {
  readonly reading: Reading
  readonly expand: Expand
  /** What the structure is called in messages: `a structured MX`. */
  readonly what: string
  /** The code of a value of the wrong form. */
  readonly invalid: ErrorCode
  /** The code of a number that is too small or too large. */
  readonly range: ErrorCode
}

/**
 * Reads a structure. Scalars are what the schema takes them for: text, unless it asks for a number or a
 * boolean. A part with the schema `{}` stays the node that it is. Undefined if anything had to be reported.
 */
export function readStructure(node: YamlNode, by: Checked, context: StructureContext): unknown {
  const reported = new Set<YamlNode>()
  const value = plain(node, by.schema, context, reported)
  const all = mismatches(by, value)
  const found = all.filter(mismatch => {
    const at = nodeAt(node, mismatch.path)
    return !(at && reported.has(at)) && !isMisspelt(mismatch, all)
  })
  for (const mismatch of found) reportMismatch(node, mismatch, context)
  return found.length > 0 || reported.size > 0 ? undefined : value
}

/** What is missing may be there under the unknown name that is reported beside it. */
const isMisspelt = ({ kind, path }: Mismatch, all: readonly Mismatch[]): boolean =>
  kind === 'missing' &&
  all.some(
    other =>
      other.kind === 'unknown' &&
      other.path.length === path.length &&
      other.path.slice(0, -1).every((step, i) => step === path[i]) &&
      nearest(String(other.path.at(-1)), other.known) === path.at(-1),
  )

function plain(
  node: YamlNode,
  schema: JsonSchema,
  context: StructureContext,
  reported: Set<YamlNode>,
): unknown {
  const branch = branchFor(schema, node)
  if (Object.keys(branch).length === 0) return node
  switch (node.kind) {
    case 'refused':
      reported.add(node)
      return undefined
    case 'scalar': {
      if (node.isNull) return null
      const text = context.expand(node.text, node.position)
      if (text === undefined) reported.add(node)
      return text === undefined ? undefined : typedScalar(text, branch)
    }
    case 'sequence':
      return node.items.map(item => plain(item, (branch.items ?? anything) as JsonSchema, context, reported))
    case 'mapping': {
      const value: Record<string, unknown> = {}
      for (const [key, { value: member }] of node.entries) {
        const memberSchema = schemaOfMember(branch, key)
        const result = plain(
          member,
          typeof memberSchema === 'object' ? memberSchema : anything,
          context,
          reported,
        )
        // A key such as __proto__ is a property like any other.
        Object.defineProperty(value, key, { value: result, enumerable: true })
      }
      return value
    }
    default:
      return node satisfies never
  }
}

const anything: JsonSchema = {}

/** Of alternatives, the one for the node's kind. */
function branchFor(schema: JsonSchema, node: YamlNode): JsonSchema {
  const branches = schema.anyOf as readonly JsonSchema[] | undefined
  if (!branches) return schema
  const isFor = ({ type }: JsonSchema): boolean =>
    node.kind === 'sequence'
      ? type === 'array'
      : (node.kind === 'mapping') === (type === 'object') && type !== 'array'
  return branches.find(isFor) ?? branches[0]!
}

function typedScalar(text: string, { type, const: only }: JsonSchema): unknown {
  const types = [type].flat()
  if ((types.includes('integer') || types.includes('number')) && isNumber(text)) return Number(text)
  const isBoolean = types.includes('boolean') || typeof only === 'boolean'
  return isBoolean && (text === 'true' || text === 'false') ? text === 'true' : text
}

const isNumber = (text: string): boolean => /^-?\d+(?:\.\d+)?$/.test(text)

function nodeAt(node: YamlNode, path: Path): YamlNode | undefined {
  let at: YamlNode | undefined = node
  for (const step of path) {
    if (at?.kind === 'mapping') at = at.entries.get(String(step))?.value
    else if (at?.kind === 'sequence') at = at.items[Number(step)]
    else return undefined
  }
  return at
}

function reportMismatch(root: YamlNode, mismatch: Mismatch, context: StructureContext): void {
  const { reading, what } = context
  const { path } = mismatch
  const parent = nodeAt(root, path.slice(0, -1))
  const key = String(path.at(-1) ?? '')
  const name = pathText(path) || what
  switch (mismatch.kind) {
    case 'unknown': {
      const entry = parent?.kind === 'mapping' ? parent.entries.get(key) : undefined
      return reading.report('unknown-key', unknownText(key, mismatch.known, what), entry!.key.position)
    }
    case 'missing':
      return reading.report('value-missing', `${name} is missing`, (parent ?? root).position)
    case 'invalid': {
      const node = nodeAt(root, path) ?? root
      if (node.kind === 'scalar' && node.isNull)
        return reading.report('value-missing', `${name} has no value`, node.position)
      const text = node.kind === 'scalar' ? node.text : undefined
      const message = `${name} must be ${mismatch.expected}`
      if (text !== undefined && isNumber(text))
        return reading.report(context.range, `${message}, not ${text}`, node.position)
      return reading.report(
        context.invalid,
        text === undefined ? message : `${message}, not "${text}"`,
        node.position,
      )
    }
    default:
      mismatch satisfies never
  }
}

/** Says that a key is unknown in a part of a file, and which may be meant. */
export function unknownText(key: string, known: readonly string[], what: string): string {
  const near = nearest(key, known)
  const hint = near === undefined ? `it has ${known.join(', ')}` : `did you mean "${near}"?`
  return `"${key}" is not a key of ${what}; ${hint}`
}
