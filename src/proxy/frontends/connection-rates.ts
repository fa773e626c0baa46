// How often clients do something, over the last minutes: two windows each, in bounded memory.

/** A rate that clients must not exceed. */
export interface Rates {
  /** Counts one more of a client; true if that is more than it may. `now` is in milliseconds. */
  exceeds(client: string, now: number): boolean
}

/** Clients that are remembered; of more, the one that was first is forgotten. */
const maxClients = 65_536

interface Windows {
  start: number
  current: number
  before: number
}

/** Makes a rate of `perSecond` on average over some minutes; 0 is never exceeded. */
export function createRates(perSecond: number, minutes: number): Rates {
  const windowMs = minutes * 60_000
  const most = perSecond * 60 * minutes
  const clients = new Map<string, Windows>()

  function windowsOf(client: string, now: number): Windows {
    const known = clients.get(client)
    if (known) return known
    if (clients.size >= maxClients) clients.delete(clients.keys().next().value!)
    const made = { start: now, current: 0, before: 0 }
    clients.set(client, made)
    return made
  }

  return {
    exceeds(client, now) {
      if (perSecond === 0) return false
      const windows = windowsOf(client, now)
      const passed = Math.floor((now - windows.start) / windowMs)
      if (passed > 0) {
        windows.before = passed === 1 ? windows.current : 0
        windows.current = 0
        windows.start += passed * windowMs
      }
      windows.current++
      // Of the window before, the part that lies within the last minutes.
      return windows.current + windows.before * (1 - (now - windows.start) / windowMs) > most
    },
  }
}
