// Every selector: the one table that rules, their schema and their reference are made of.
import type { RulePart, Selector } from '../rule.ts'
import { clientSelectors } from './client-selectors.ts'
import { combiningSelectors } from './combining-selectors.ts'
import { ednsSelectors } from './edns-selectors.ts'
import { limitSelectors } from './limit-selectors.ts'
import { messageSelectors } from './message-selectors.ts'
import { nameSelectors } from './name-selectors.ts'
import { poolSelectors } from './pool-selectors.ts'
import { questionSelectors } from './question-selectors.ts'
import { regexSelectors } from './regex-selectors.ts'

/** Selectors, with what they have to do with each other side by side. */
export const selectorParts: readonly RulePart<Selector>[] = [
  ...combiningSelectors,
  ...nameSelectors,
  ...regexSelectors,
  ...questionSelectors,
  ...ednsSelectors,
  ...messageSelectors,
  ...clientSelectors,
  ...limitSelectors,
  ...poolSelectors,
]
