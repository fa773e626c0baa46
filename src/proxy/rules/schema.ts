// The JSON Schemas of selectors and actions, made of their tables: one alternative for each, told apart by `type`.
import type { JsonSchema } from '../../base/json-schema.ts'
import { actionParts } from './actions/action-parts.ts'
import { responseActionParts } from './response-actions/response-action-parts.ts'
import type { RulePart } from './rule.ts'
import { selectorParts } from './selectors/selector-parts.ts'

const selectorName = 'What `ByName` refers to it by, in the section `selectors`.'
const actionName = 'A name of its own, for who reads the configuration.'

/** Schemas by the names that `$ref` has for them, below `#/definitions/`. */
export const ruleSchemas: Readonly<Record<'selector' | 'action' | 'response_action', JsonSchema>> = {
  selector: choiceOf(
    selectorParts,
    'a selector such as { type: QNameSuffix, suffixes: [example.com] }',
    selectorName,
  ),
  action: choiceOf(actionParts, 'an action such as { type: RCode, rcode: Refused }', actionName),
  response_action: choiceOf(
    responseActionParts,
    'an action such as { type: SetMaxTTL, max: 3600 }',
    actionName,
  ),
}

function choiceOf(parts: readonly RulePart<unknown>[], title: string, aboutName: string): JsonSchema {
  return {
    title,
    type: 'object',
    required: ['type'],
    discriminator: { propertyName: 'type' },
    oneOf: parts.map(part => schemaOf(part, aboutName)),
  }
}

function schemaOf(part: RulePart<unknown>, aboutName: string): JsonSchema {
  const { type, summary, properties, required } = part
  return {
    type: 'object',
    description: summary,
    required: ['type', ...required],
    properties: {
      type: { type: 'string', enum: [type] },
      name: { type: 'string', description: aboutName },
      ...properties,
    },
    additionalProperties: false,
  }
}
