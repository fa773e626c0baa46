// The names under which a zone file has its health checks: two that differ never share one.
import { canonicalText } from '../dns/canonical.ts'
import type { HealthCheck } from '../dns/routing.ts'

/** A check with the names that it, and those it sums up, have in the file. */
export interface NamedCheck {
  readonly name: string
  readonly check: HealthCheck
}

/** Gives checks their names, starting from those that a file has already. */
export class HealthNames {
  readonly #checks: Map<string, HealthCheck>
  readonly #settled = new Map<HealthCheck, NamedCheck>()
  readonly #added: NamedCheck[] = []

  constructor(known: Readonly<Record<string, HealthCheck>> = {}) {
    this.#checks = new Map(Object.entries(known))
  }

  /** Those that the file did not have, each behind those that it sums up. */
  get added(): readonly NamedCheck[] {
    return this.#added
  }

  /** Finds the name of a check, or gives it one: its own, with a number behind it if another check has that. */
  settle(check: HealthCheck): NamedCheck {
    let named = this.#settled.get(check)
    if (!named) {
      named = check.type === 'reference' ? this.#reference(check.id) : this.#defined(check)
      this.#settled.set(check, named)
    }
    return named
  }

  #reference(id: string): NamedCheck {
    const check: HealthCheck = { type: 'reference', id }
    for (const [name, known] of this.#checks)
      if (known.type === 'reference' && known.id === id) return { name, check }
    return this.#add(`check-${id.slice(0, 8)}`, () => check)
  }

  #defined(check: Exclude<HealthCheck, { readonly type: 'reference' }>): NamedCheck {
    const parts =
      check.type === 'calculated'
        ? { ...check, checks: check.checks.map(part => this.settle(part).check) }
        : check
    return this.#add(check.name || 'check', name => ({ ...parts, name }))
  }

  #add(wanted: string, make: (name: string) => HealthCheck): NamedCheck {
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted}-${number}`
      const check = make(name)
      const known = this.#checks.get(name)
      if (known && canonicalText(known) !== canonicalText(check)) continue
      const named = { name, check }
      if (!known) {
        this.#checks.set(name, check)
        this.#added.push(named)
      }
      return named
    }
  }
}
