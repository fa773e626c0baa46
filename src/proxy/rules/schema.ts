// The JSON Schemas of selectors and actions, made of their tables: one alternative for each, told apart by `type`.
import type { JsonSchema } from '../../base/json-schema.ts'
import { actionParts } from './actions/action-parts.ts'
import { responseActionParts } from './response-actions/response-action-parts.ts'
import type { RulePart } from './rule.ts'
import { selectorParts } from './selectors/selector-parts.ts'

/** Schemas by the names that `$ref` has for them, below `#/definitions/`. */
export const ruleSchemas: Readonly<Record<'selector' | 'action' | 'response_action', JsonSchema>> = {
  selector: choiceOf(selectorParts, 'a selector such as { type: QNameSuffix, suffixes: [example.com] }'),
  action: choiceOf(actionParts, 'an action such as { type: RCode, rcode: Refused }'),
  response_action: choiceOf(responseActionParts, 'an action such as { type: SetMaxTTL, max: 3600 }'),
}

function choiceOf(parts: readonly RulePart<unknown>[], title: string): JsonSchema {
  return {
    title,
    type: 'object',
    required: ['type'],
    discriminator: { propertyName: 'type' },
    oneOf: parts.map(schemaOf),
  }
}

function schemaOf({ type, summary, properties, required }: RulePart<unknown>): JsonSchema {
  return {
    type: 'object',
    description: summary,
    required: ['type', ...required],
    properties: {
      type: { type: 'string', enum: [type] },
      name: { type: 'string', description: 'A name of its own; of selectors, `ByName` refers to it.' },
      ...properties,
    },
    additionalProperties: false,
  }
}
