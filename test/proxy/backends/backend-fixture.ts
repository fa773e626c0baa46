// Servers as they come out of the configuration, for tests.
import { compileSchema } from '../../../src/base/compile-schema.ts'
import { type Backend, type BackendSettings, takeBackendState } from '../../../src/proxy/backends/backend.ts'
import { backendSettingsOf } from '../../../src/proxy/backends/backend-settings.ts'
import { type BackendEntry, backendSchema } from '../../../src/proxy/settings/backend.ts'
import { type LoadBalancing, loadBalancingSchema } from '../../../src/proxy/settings/load-balancing.ts'
import { keepMemory } from '../../../src/proxy/shared-memory.ts'

const checkedBackend = await compileSchema(backendSchema)
const checkedBalancing = await compileSchema(loadBalancingSchema)

/** An entry of `backends` with the defaults filled in. */
export function backendEntry(entry: object): BackendEntry {
  const filled: unknown = structuredClone(entry)
  if (!checkedBackend.validate(filled)) throw new Error(JSON.stringify(checkedBackend.validate.errors))
  return filled as BackendEntry
}

export const backendSettings = (...entries: readonly object[]): readonly BackendSettings[] =>
  backendSettingsOf({ backends: entries.map(backendEntry) })

/** Servers with a state of their own; those without a word about their mode are up. */
export function backendsOf(...entries: readonly object[]): readonly Backend[] {
  const memory = keepMemory(new Map())
  return backendSettings(...entries).map(settings => {
    const state = takeBackendState(memory, settings.id, { thread: 0, threads: 1 })
    state.setMode(settings.mode)
    state.setHealthy(true)
    return { settings, state }
  })
}

export function loadBalancing(settings: object = {}): LoadBalancing {
  const filled: unknown = structuredClone(settings)
  if (!checkedBalancing.validate(filled)) throw new Error(JSON.stringify(checkedBalancing.validate.errors))
  return filled as LoadBalancing
}
