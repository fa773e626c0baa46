// Who may connect: so many at once, so many of a client, none that misbehaved a moment ago. Whoever idles makes room.
import { ipv4Offset } from '../../net/address-words.ts'
import type { StreamLimits } from '../settings/stream-limits.ts'
import { createRates } from './connection-rates.ts'

/** Why a connection was not let in. */
export type Refusal = 'bannedClients' | 'rateExceeded' | 'tooMany'

/** A connection's place among those that are let in. */
export interface Place {
  /** It came when there was hardly room: it gets one query, and little time. */
  readonly isRestricted: boolean
  /** The client, as limits and bans know it. */
  readonly client: string
  /** Ends the connection for another one; whoever holds the place says how. */
  evict: () => void
  /** Whether it waits for queries, as it does at first, or has answers coming. */
  setIdle(isIdle: boolean): void
  leave(): void
}

export interface Admission {
  /** Lets a connection of a client in, or says why not. `now` is in milliseconds. */
  admit(client: Int32Array, now: number): Place | Refusal
  /** Keeps a client away for so many seconds. */
  ban(client: string, seconds: number, now: number): void
  /** Counts a handshake; the client is banned if there were too many, and false says so. */
  countHandshake(client: string, isResumed: boolean, now: number): boolean
}

/** Clients that are kept away at a time; of more, the one that was first comes back earlier. */
const maxBans = 65_536

interface Client {
  count: number
  /** In order of how long they have been so. */
  readonly idle: Set<Place>
}

/** Makes the door of one address, for so many connections. */
export function createAdmission(maxConnections: number, limits: StreamLimits): Admission {
  const { connection_rate_interval: minutes, max_connections_per_client: maxPerClient } = limits
  const clients = new Map<string, Client>()
  const idle = new Set<Place>()
  const bans = new Map<string, number>()
  const rates = createRates(limits.max_connection_rate_per_client, minutes)
  const newSessions = createRates(limits.max_tls_new_session_rate_per_client, minutes)
  const resumedSessions = createRates(limits.max_tls_resumed_session_rate_per_client, minutes)
  let count = 0

  function ban(client: string, seconds: number, now: number): void {
    if (seconds === 0) return
    bans.delete(client)
    if (bans.size >= maxBans) bans.delete(bans.keys().next().value!)
    bans.set(client, now + seconds * 1000)
  }

  function isBanned(key: string, now: number): boolean {
    const until = bans.get(key)
    if (until === undefined) return false
    if (now < until) return true
    bans.delete(key)
    return false
  }

  function refusalOf(key: string, now: number): Refusal | undefined {
    if (isBanned(key, now)) return 'bannedClients'
    if (rates.exceeds(key, now)) {
      ban(key, limits.ban_duration_for_exceeding_tcp_tls_rate, now)
      return 'rateExceeded'
    }
    const client = clients.get(key)
    if (maxPerClient > 0 && client && client.count >= maxPerClient && !makeRoom(client.idle)) return 'tooMany'
    return count >= maxConnections && !makeRoom(idle) ? 'tooMany' : undefined
  }

  function admit(words: Int32Array, now: number): Place | Refusal {
    const key = clientKey(words, limits)
    const refusal = refusalOf(key, now)
    if (refusal) return refusal
    const client = clients.get(key) ?? { count: 0, idle: new Set() }
    clients.set(key, client)
    client.count++
    count++
    return take(key, client)
  }

  function take(key: string, client: Client): Place {
    const threshold = limits.connections_overload_threshold / 100
    const isRestricted =
      threshold > 0 &&
      (count > maxConnections * threshold || (maxPerClient > 0 && client.count > maxPerClient * threshold))
    let isThere = true
    const place: Place = {
      isRestricted,
      client: key,
      evict() {},
      setIdle(isIdle) {
        idle.delete(place)
        client.idle.delete(place)
        if (!isIdle || !isThere) return
        idle.add(place)
        client.idle.add(place)
      },
      leave() {
        if (!isThere) return
        isThere = false
        place.setIdle(false)
        count--
        if (--client.count === 0) clients.delete(key)
      },
    }
    place.setIdle(true)
    return place
  }

  return {
    admit,
    ban,
    countHandshake(client, isResumed, now) {
      if (!(isResumed ? resumedSessions : newSessions).exceeds(client, now)) return true
      ban(client, limits.ban_duration_for_exceeding_tcp_tls_rate, now)
      return false
    },
  }
}

/** Ends the one that was idle for longest; false if none is. */
function makeRoom(idle: ReadonlySet<Place>): boolean {
  const [place] = idle
  if (!place) return false
  place.leave()
  place.evict()
  return true
}

/** The part of an address that makes a client. */
function clientKey(words: Int32Array, limits: StreamLimits): string {
  const isV4 = words[0] === 0 && words[1] === 0 && words[2] === 0xffff
  const bits = isV4 ? ipv4Offset + limits.connections_mask_v4 : limits.connections_mask_v6
  let key = ''
  for (let i = 0; i < 4; i++) key += `${maskWord(words[i]!, bits - 32 * i)} `
  return key
}

/** The first so many bits of a word: none if there are less than 1, all from 32 on. */
const maskWord = (word: number, bits: number): number =>
  bits >= 32 ? word : bits <= 0 ? 0 : word & (-1 << (32 - bits))
