// Changes rules of settings while the proxy runs: each change makes new settings, which are checked as those of a file.
import { type Checked, mismatches } from '../../../base/check-value.ts'
import { fault, throwIfAny } from '../../../base/errors.ts'
import { mismatchProblem } from '../../../config/mismatch-problem.ts'
import { type ChainName, chains } from '../../../proxy/control.ts'
import { validators } from '../../../proxy/generated/settings.js'
import type { Chain } from '../../../proxy/rules/chain.ts'
import { type ProxySettings, proxySchema } from '../../../proxy/settings/settings.ts'

type Chains = Readonly<Record<ChainName, Chain>>

/** Puts a rule into a chain, at its end unless a place is named. Throws all that is wrong with it. */
export function withRule(
  settings: ProxySettings,
  chain: ChainName,
  rule: unknown,
  at = settings[chain].length,
): ProxySettings {
  if (at < 0 || at > settings[chain].length)
    throw fault(
      'proxy-rule-invalid',
      `there is no place ${at} among ${settings[chain].length} rules of ${chain}`,
    )
  return checkedSettings({
    ...settings,
    [chain]: (settings[chain] as readonly unknown[]).toSpliced(at, 0, rule),
  })
}

/** Takes a rule out; throws `proxy-rule-unknown`. */
export function withoutRule(settings: ProxySettings, compiled: Chains, id: string): ProxySettings {
  const { chain, place } = findRule(compiled, id)
  return { ...settings, [chain]: settings[chain].toSpliced(place, 1) }
}

/** Puts a rule elsewhere in its chain; throws `proxy-rule-unknown`. */
export function withRuleAt(settings: ProxySettings, compiled: Chains, id: string, to: number): ProxySettings {
  const { chain, place } = findRule(compiled, id)
  const rules: unknown[] = settings[chain].toSpliced(place, 1)
  return { ...settings, [chain]: rules.toSpliced(to, 0, settings[chain][place]) }
}

function findRule(compiled: Chains, id: string): { readonly chain: ChainName; readonly place: number } {
  for (const chain of chains) {
    const place = compiled[chain].rules.findIndex(rule => rule.id === id)
    if (place >= 0) return { chain, place }
  }
  throw fault('proxy-rule-unknown', `there is no rule "${id}"; \`show rules\` lists them`)
}

const checked: Checked = { schema: proxySchema, validate: validators.proxy }

/** The settings with the defaults of what was added; throws what does not fit. */
function checkedSettings(settings: object): ProxySettings {
  const copy = structuredClone(settings)
  throwIfAny(mismatches(checked, copy).map(mismatch => mismatchProblem(mismatch, mismatch.path, undefined)))
  return copy as ProxySettings
}
