// A chain of rules as one thread runs it: of those whose selector matches, the actions, until one of them ends the chain.
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../base/canonical-json.ts'
import { DnsctlError, type Place, type Problem, problem, throwIfAny } from '../../base/errors.ts'
import type { ChainName } from '../control.ts'
import { takeCounters } from '../shared-memory.ts'
import type { Transaction } from '../transaction.ts'
import { type AskedName, createAskedName, forgetName } from './asked-name.ts'
import { createPartMakers, type NamedSelectors } from './part-makers.ts'
import { partText } from './part-text.ts'
import {
  type Action,
  type Outcome,
  outcomes,
  type PartSettings,
  type RulePart,
  type RuleSite,
} from './rule.ts'
import { selectorParts } from './selectors/selector-parts.ts'

/** A rule as it stands in the configuration. */
export interface RuleSettings {
  readonly name?: string
  readonly uuid?: string
  readonly selector: PartSettings
  readonly action: PartSettings
}

/** What rules of one thread have to do with the rest of the proxy, whatever the rule. */
export type ChainSite = Omit<RuleSite, 'rule' | 'asked'>

/** One rule of a chain, as reports tell of it. */
export interface ChainRule {
  /** Its uuid or name, or else made of what it says; no other rule of the chain has it. */
  readonly id: string
  /** What it was called, or nothing. */
  readonly name: string
  readonly selectorText: string
  readonly actionText: string
  /** How often its selector matched, in all threads. */
  matches(): number
}

export interface Chain {
  readonly rules: readonly ChainRule[]
  /** Whether there is no rule in it. */
  readonly isEmpty: boolean
  /** Runs the rules; `next` if none of them ended the chain. */
  run(transaction: Transaction): Outcome
}

/** What all chains of a thread have together: they are never run at the same time. */
export interface SharedParts {
  readonly asked: AskedName
  readonly named: NamedSelectors
}

interface CompileOptions {
  readonly chain: ChainName
  readonly rules: readonly RuleSettings[]
  /** What actions there are: those of queries, or those of answers. */
  readonly actions: readonly RulePart<Action>[]
  readonly site: ChainSite
  /** What it shares with other chains of the thread. */
  readonly shared?: SharedParts
  /** Where a rule stands in the configuration, by its number. */
  readonly placeOf?: (rule: number) => Place | undefined
}

/** Makes a chain for one thread. Throws everything that is wrong with its rules, each problem with its rule. */
export function compileChain(options: CompileOptions): Chain {
  const { chain, rules, actions, site, placeOf } = options
  const { asked, named } = options.shared ?? { asked: createAskedName(site.random), named: new Map() }
  const makers = createPartMakers(selectorParts, actions, named)
  const ids = ruleIds(rules)
  const problems: Problem[] = []
  const made = rules.flatMap((rule, number) => {
    const id = ids[number]!
    const key = `${chain}/${id}`
    try {
      const ruleSite: RuleSite = { ...site, rule: key, asked }
      return {
        selector: makers.selector(rule.selector, ruleSite),
        action: makers.action(rule.action, ruleSite),
        counters: takeCounters(site.memory, `rules/${key}/matches`, 1, site),
      }
    } catch (error) {
      problems.push(...ruleProblems(error, `${chain}: rule ${id}`, placeOf?.(number)))
      return []
    }
  })
  throwIfAny(problems)

  const count = made.length
  const selectors = made.map(({ selector }) => selector)
  const actionsOf = made.map(({ action }) => action)
  const matches = made.map(({ counters }) => counters.mine)
  return {
    rules: rules.map((rule, number) => ({
      id: ids[number]!,
      name: rule.name ?? '',
      selectorText: partText(rule.selector, selectorParts),
      actionText: partText(rule.action, actions),
      matches: () => made[number]!.counters.sum(0),
    })),
    isEmpty: count === 0,
    run(transaction) {
      forgetName(asked)
      for (let i = 0; i < count; i++) {
        if (!selectors[i]!(transaction)) continue
        matches[i]![0]!++
        const outcome = actionsOf[i]!(transaction)
        if (outcome !== outcomes.next) return outcome
      }
      return outcomes.next
    },
  }
}

/** The problems of one rule, which say whose they are. */
function ruleProblems(error: unknown, whose: string, place: Place | undefined): readonly Problem[] {
  if (!(error instanceof DnsctlError)) throw error
  return error.problems.map(({ code, message, place: own }) =>
    problem(code, `${whose}: ${message}`, own ?? place),
  )
}

/** What each rule is known by: what stays when others come and go. The second of two equal ones gets a number. */
function ruleIds(rules: readonly RuleSettings[]): readonly string[] {
  const seen = new Set<string>()
  return rules.map(({ uuid, name, selector, action }) => {
    const own = uuid || name || contentId({ selector, action })
    let id = own
    for (let number = 2; seen.has(id); number++) id = `${own}#${number}`
    seen.add(id)
    return id
  })
}

const contentId = (rule: object): string =>
  createHash('sha256').update(canonicalJson(rule)).digest('hex').slice(0, 12)
