// The chains of rules, and the selectors that rules share by name.
import type { ChainName } from '../control.ts'
import type { RuleSettings } from '../rules/chain.ts'
import { actionRef, responseActionRef, selectorRef } from '../rules/part-refs.ts'
import type { PartSettings } from '../rules/rule.ts'

/** What is checked of rules, as they were written. */
export interface RuleSections extends Readonly<Record<ChainName, readonly RuleSettings[]>> {
  readonly selectors: readonly (PartSettings & { readonly name: string })[]
}

const rule = (action: typeof actionRef | typeof responseActionRef) => ({
  type: 'object',
  required: ['selector', 'action'],
  properties: {
    name: { type: 'string', description: 'What the console and the page call the rule.' },
    uuid: {
      type: 'string',
      description: 'What the rule is known by, whatever becomes of the rest of it; by default its name.',
    },
    selector: selectorRef,
    action,
  },
  additionalProperties: false,
})

const queryChain = (description: string) => ({
  type: 'array',
  description,
  items: rule(actionRef),
  default: [],
})
const responseChain = (description: string) => ({
  type: 'array',
  description,
  items: rule(responseActionRef),
  default: [],
})

/** JSON Schemas of the sections; what a selector and an action is stands in `definitions`. */
export const ruleSections = {
  query_rules: queryChain('Rules that are run for each query, before the packet cache is looked at.'),
  cache_miss_rules: queryChain('Rules that are run for a query that the packet cache has no answer for.'),
  response_rules: responseChain('Rules that are run for each answer of a server.'),
  cache_hit_response_rules: responseChain('Rules that are run for each answer from the packet cache.'),
  cache_inserted_response_rules: responseChain(
    'Rules that are run for an answer once the packet cache keeps it.',
  ),
  self_answered_response_rules: responseChain(
    'Rules that are run for answers of the proxy’s own: what a rule has answered.',
  ),
  selectors: {
    type: 'array',
    description: 'Selectors with a `name`, which others refer to by `type: ByName`.',
    items: { allOf: [selectorRef, { type: 'object', required: ['name'] }] },
    default: [],
  },
} as const
