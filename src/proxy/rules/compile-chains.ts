// All chains of rules of one thread, and the selectors they share; whatever is wrong with them is told at once.
import { DnsctlError, type Place, type Problem, problem, throwIfAny } from '../../base/errors.ts'
import type { Path } from '../../base/json-schema.ts'
import { type ChainName, chains } from '../control.ts'
import { actionParts } from './actions/action-parts.ts'
import { createAskedName } from './asked-name.ts'
import { type Chain, type ChainSite, compileChain, type RuleSettings, type SharedParts } from './chain.ts'
import { createPartMakers } from './part-makers.ts'
import { responseActionParts } from './response-actions/response-action-parts.ts'
import { selectorParts } from './selectors/selector-parts.ts'

/** The rules of every chain. */
export type ChainSettings = Readonly<Record<ChainName, readonly RuleSettings[]>>

const queryChains: ReadonlySet<ChainName> = new Set(['query_rules', 'cache_miss_rules'])

/** Makes the chains for one thread; throws all that is wrong, with places where `placeOf` knows them. */
export function compileChains(
  rules: ChainSettings,
  site: ChainSite,
  placeOf: (path: Path) => Place | undefined = () => undefined,
): Readonly<Record<ChainName, Chain>> {
  const shared: SharedParts = { asked: createAskedName(site.random), named: new Map() }
  const problems: Problem[] = namedProblems(site, shared, placeOf)
  // A rule that refers to one of them would only repeat what is wrong with it.
  throwIfAny(problems)
  const compiled = chains.map(chain => {
    const actions = queryChains.has(chain) ? actionParts : responseActionParts
    const options = { chain, rules: rules[chain], actions, site, shared }
    return [
      chain,
      collect(problems, () => compileChain({ ...options, placeOf: i => placeOf([chain, i]) })),
    ] as const
  })
  throwIfAny(problems)
  return Object.fromEntries(compiled) as Record<ChainName, Chain>
}

/** Makes the named selectors, used or not. */
function namedProblems(
  site: ChainSite,
  { asked, named }: SharedParts,
  placeOf: (path: Path) => Place | undefined,
): Problem[] {
  const makers = createPartMakers(selectorParts, [], named)
  return [...site.names.selectors.keys()].flatMap((name, i) => {
    const own: Problem[] = []
    collect(own, () => makers.named(name, { ...site, rule: 'selectors', asked }))
    return own.map(({ code, message, place }) =>
      problem(code, `selectors: ${name}: ${message}`, place ?? placeOf(['selectors', i])),
    )
  })
}

/** What is made, or undefined and one more problem, or several. */
function collect<Made>(problems: Problem[], make: () => Made): Made | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}
