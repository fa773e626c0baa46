// What an operator changes of a proxy that runs; each change is noted.
import { fault, type Problem, problemsOf } from '../../../base/errors.ts'
import { endpointText } from '../../../net/address.ts'
import { readAddress } from '../../../net/address-words.ts'
import type { PacketCacheKeeper } from '../../../proxy/cache/packet-cache.ts'
import type { ProxyControl } from '../../../proxy/control.ts'
import type { TimedIpSet } from '../../../proxy/rules/limits/timed-ip-set.ts'
import type { ProxySettings } from '../../../proxy/settings/settings.ts'
import type { RunningProxy } from '../run-proxy.ts'
import { withoutRule, withRule, withRuleAt } from './edit-rules.ts'

type Changes = Pick<
  ProxyControl,
  | 'setServerMode'
  | 'flush'
  | 'addRule'
  | 'removeRule'
  | 'moveRule'
  | 'block'
  | 'unblock'
  | 'addToSet'
  | 'removeFromSet'
  | 'reload'
>

/** Makes what changes a proxy; `note` writes down what was done. */
export const changing = (
  proxy: RunningProxy,
  reload: () => Promise<readonly Problem[]>,
  note: (what: string) => void,
): Changes => ({
  ...changingState(proxy, note),
  ...changingRules(proxy, note),
  ...changingAddresses(proxy, note),
  async reload() {
    try {
      const warnings = await reload()
      note('settings read anew')
      return warnings
    } catch (error) {
      const problems = problemsOf(error)
      // The first one says that they are refused, those behind it say why.
      note(`settings refused: ${(problems[1] ?? problems[0])?.message}`)
      throw error
    }
  },
})

const changingState = (
  proxy: RunningProxy,
  note: (what: string) => void,
): Pick<Changes, 'setServerMode' | 'flush'> => ({
  setServerMode(server, mode) {
    const found = proxy.compiled.backends.filter(
      ({ settings }) => settings.name === server || endpointText(settings.endpoint) === server,
    )
    if (found.length === 0) throw fault('proxy-server-unknown', `there is no server "${server}"`)
    for (const { state } of found) state.setMode(mode)
    note(`server ${server} is ${mode}`)
    return found.length
  },
  flush(pool, which) {
    const cache = pool === undefined ? undefined : cacheOf(proxy, pool).name
    const keepers = proxy.keepers.filter(({ name }) => cache === undefined || name === cache)
    const flushed = keepers.reduce((sum, keeper) => sum + keeper.flush(which), 0)
    note(`flushed ${flushed} entries`)
    return flushed
  },
})

/** Rules are settings: a change of one puts other settings into force. */
function changingRules(
  proxy: RunningProxy,
  note: (what: string) => void,
): Pick<Changes, 'addRule' | 'removeRule' | 'moveRule'> {
  async function change(settings: ProxySettings, what: string): Promise<void> {
    await proxy.configure(settings)
    note(what)
  }
  return {
    async addRule(chain, rule, at) {
      const settings = withRule(proxy.compiled.settings, chain, rule, at)
      await change(settings, `rule added to ${chain}`)
      return proxy.compiled.chains[chain].rules.at(at ?? -1)!.id
    },
    removeRule: async id =>
      change(withoutRule(proxy.compiled.settings, proxy.compiled.chains, id), `rule ${id} removed`),
    moveRule: async (id, to) =>
      change(withRuleAt(proxy.compiled.settings, proxy.compiled.chains, id, to), `rule ${id} moved to ${to}`),
  }
}

const changingAddresses = (
  proxy: RunningProxy,
  note: (what: string) => void,
): Pick<Changes, 'block' | 'unblock' | 'addToSet' | 'removeFromSet'> => ({
  block(network, seconds, reason, action) {
    proxy.traffic.block(network, seconds, reason, action)
    note(`${network} blocked for ${seconds} s: ${reason}`)
  },
  unblock(network) {
    const isGone = proxy.traffic.unblock(network)
    if (isGone) note(`${network} blocked no more`)
    return isGone
  },
  addToSet(set, address, seconds) {
    timedSetOf(proxy, set).add(addressOf(address), seconds)
    note(`${address} put into the set ${set} for ${seconds} s`)
  },
  removeFromSet(set, address) {
    const wasThere = timedSetOf(proxy, set).remove(addressOf(address))
    if (wasThere) note(`${address} taken out of the set ${set}`)
    return wasThere
  },
})

/** The cache of a pool; throws `proxy-pool-unknown` if it has none. */
export function cacheOf({ compiled, keepers }: RunningProxy, pool: string): PacketCacheKeeper {
  const cache = compiled.pools.get(pool)?.cache
  const keeper = cache && keepers.find(({ name }) => name === cache.name)
  if (!keeper) throw fault('proxy-pool-unknown', `there is no pool "${pool}" with a packet cache`)
  return keeper
}

function timedSetOf({ compiled }: RunningProxy, name: string): TimedIpSet {
  const set = compiled.timedSets.get(name)
  if (!set) throw fault('proxy-set-unknown', `there is no set "${name}" among "timed_ip_sets"`)
  return set
}

function addressOf(text: string): Int32Array {
  const words = new Int32Array(4)
  if (!readAddress(text, words)) throw fault('address-syntax', `"${text}" is not an IP address`)
  return words
}
