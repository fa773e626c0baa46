// Selectors that are made of others, and those that look at nothing.

import { drawBelow } from '../../../base/random.ts'
import { definePart } from '../define-part.ts'
import { selectorRef } from '../part-refs.ts'
import type { PartSettings, RulePart, RuleSite, Selector } from '../rule.ts'

const all = definePart({
  type: 'All',
  summary: 'Matches everything.',
  properties: {},
  required: [],
  make: (): Selector => () => true,
})

const selectorsProperty = {
  type: 'array',
  description: 'The selectors, asked one after another until the result is known.',
  items: selectorRef,
} as const

const and = definePart({
  type: 'And',
  summary: 'Matches if every one of its selectors does.',
  properties: { selectors: selectorsProperty },
  required: ['selectors'],
  make({ selectors }, site, parts): Selector {
    const inside = insideOf(selectors).map((each, i) => parts.selector(each, within(site, i)))
    const [first, second] = inside
    if (inside.length === 2) return t => first!(t) && second!(t)
    return t => {
      for (let i = 0; i < inside.length; i++) if (!inside[i]!(t)) return false
      return true
    }
  },
})

const or = definePart({
  type: 'Or',
  summary: 'Matches if one of its selectors does.',
  properties: { selectors: selectorsProperty },
  required: ['selectors'],
  make({ selectors }, site, parts): Selector {
    const inside = insideOf(selectors).map((each, i) => parts.selector(each, within(site, i)))
    return t => {
      for (let i = 0; i < inside.length; i++) if (inside[i]!(t)) return true
      return false
    }
  },
})

const not = definePart({
  type: 'Not',
  summary: 'Matches if its selector does not.',
  properties: { selector: { ...selectorRef, description: 'The selector that must not match.' } },
  required: ['selector'],
  make({ selector }, site, parts): Selector {
    const inside = parts.selector(selector as PartSettings, site)
    return t => !inside(t)
  },
})

const insideOf = (selectors: readonly unknown[]): readonly PartSettings[] =>
  selectors as readonly PartSettings[]

/** The site of a part inside of another: limits of two of them are not the same ones. */
const within = (site: RuleSite, number: number): RuleSite => ({ ...site, rule: `${site.rule}/${number}` })

const byName = definePart({
  type: 'ByName',
  summary:
    'Matches what a selector of the section `selectors` does. A limit that is named has one count for all rules that name it.',
  properties: { selector_name: { type: 'string', minLength: 1, description: 'The name of that selector.' } },
  required: ['selector_name'],
  make: ({ selector_name: name }, site, parts): Selector => parts.named(name, site),
})

const proba = definePart({
  type: 'Proba',
  summary: 'Matches at random.',
  properties: {
    probability: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'How much of what it is asked for matches: 0.1 is a tenth, 1 all of it.',
    },
  },
  required: ['probability'],
  make({ probability }, { random }): Selector {
    const share = Math.round(probability * randomSteps)
    return () => drawBelow(random, randomSteps) < share
  },
})

/** The most that is drawn below: a millionth counts. */
const randomSteps = 2 ** 21

/** All, And, Or, Not, ByName and Proba. */
export const combiningSelectors: readonly RulePart<Selector>[] = [all, and, or, not, byName, proba]
