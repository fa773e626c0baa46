// Makes selectors and actions by what `type` says, with the defaults of settings that are absent.
import { fault } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import type { Action, PartMakers, PartSettings, RulePart, Selector } from './rule.ts'

/** Selectors that were made once for all that refer to them, by name. */
export type NamedSelectors = Map<string, Selector>

/** Makers of the parts that stand in two tables. Those that share `named` must look at names through one `asked`. */
export function createPartMakers(
  selectors: readonly RulePart<Selector>[],
  actions: readonly RulePart<Action>[],
  named: NamedSelectors = new Map(),
): PartMakers {
  const unfinished = new Set<string>()
  const makers: PartMakers = {
    selector: (settings, site) =>
      partOf(selectors, settings, 'selector').make(settings as never, site, makers),
    action: (settings, site) => partOf(actions, settings, 'action').make(settings as never, site, makers),
    named(name, site) {
      const before = named.get(name)
      if (before) return before
      const settings = site.names.selectors.get(name)
      if (!settings) throw fault('proxy-rule-invalid', `no selector is called "${name}"`)
      if (unfinished.has(name)) throw fault('proxy-rule-invalid', `selector "${name}" is made of itself`)
      unfinished.add(name)
      try {
        const selector = makers.selector(settings, { ...site, rule: `selectors/${name}` })
        named.set(name, selector)
        return selector
      } finally {
        unfinished.delete(name)
      }
    },
  }
  return makers
}

/** What makes one part, with the defaults of its table entry filled in. Throws `proxy-rule-invalid` if there is none. */
function partOf<Made>(
  parts: readonly RulePart<Made>[],
  { type }: PartSettings,
  kind: string,
): RulePart<Made> {
  const part = parts.find(each => each.type === type)
  if (!part) {
    const hint = nearest(
      type,
      parts.map(each => each.type),
    )
    throw fault('proxy-rule-invalid', `there is no ${kind} "${type}"${hint ? `; did you mean ${hint}?` : ''}`)
  }
  return {
    ...part,
    make: (settings, site, makers) => part.make(withDefaults(part, settings) as never, site, makers),
  }
}

/** The settings of a part, with its defaults where they are absent. */
function withDefaults(part: RulePart<unknown>, settings: object): PartSettings {
  const defaults = Object.entries(part.properties)
    .filter(([, schema]) => 'default' in schema)
    .map(([key, schema]) => [key, schema.default])
  return { ...Object.fromEntries(defaults), ...settings } as PartSettings
}
