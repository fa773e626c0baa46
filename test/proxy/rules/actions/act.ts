// Does what an action says with a query or an answer, as a chain would.
import { actionParts } from '../../../../src/proxy/rules/actions/action-parts.ts'
import { createAskedName } from '../../../../src/proxy/rules/asked-name.ts'
import type { ChainSite } from '../../../../src/proxy/rules/chain.ts'
import { createPartMakers } from '../../../../src/proxy/rules/part-makers.ts'
import { responseActionParts } from '../../../../src/proxy/rules/response-actions/response-action-parts.ts'
import { type Action, outcomes, type PartSettings } from '../../../../src/proxy/rules/rule.ts'
import { selectorParts } from '../../../../src/proxy/rules/selectors/selector-parts.ts'
import type { Transaction } from '../../../../src/proxy/transaction.ts'
import { siteOf } from '../rule-site.ts'

const makers = {
  query: createPartMakers(selectorParts, actionParts),
  answer: createPartMakers(selectorParts, responseActionParts),
}

/** Makes an action, of those for queries or of those for answers. */
export const actionOf = (
  settings: PartSettings,
  site: ChainSite = siteOf(),
  kind: keyof typeof makers = 'query',
): Action =>
  makers[kind].action(settings, { ...site, rule: 'query_rules/test', asked: createAskedName(site.random) })

type OutcomeName = keyof typeof outcomes
const outcomeNames = Object.keys(outcomes) as OutcomeName[]

/** What comes of it, by name. */
export const act = (action: Action, t: Transaction): OutcomeName => outcomeNames[action(t)]!
