// The providers of a run: each is opened when it is first asked for, once, and all are closed at the end.
import type { Provider } from '../providers/contract.ts'

export interface ProviderPool {
  /** Gives an opened provider; everyone who asks for a name gets the same one, or the same error. */
  get(name: string): Promise<Provider>
}

/** Runs `work` with a pool and closes what it opened, whatever happens. */
export async function withProviders<T>(
  open: (name: string) => Promise<Provider>,
  work: (pool: ProviderPool) => Promise<T>,
): Promise<T> {
  const opened = new Map<string, Promise<Provider>>()
  const get = (name: string): Promise<Provider> => {
    const provider = opened.get(name) ?? open(name)
    opened.set(name, provider)
    return provider
  }
  try {
    return await work({ get })
  } finally {
    const settled = await Promise.allSettled(opened.values())
    await Promise.all(settled.map(result => result.status === 'fulfilled' && result.value.close()))
  }
}
