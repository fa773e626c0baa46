// What schemas cannot tell of the proxy's settings: values that must be readable, and what must fit together.
import { type ErrorCode, type Problem, problem } from '../../base/errors.ts'
import type { Path } from '../../base/json-schema.ts'
import { nearest } from '../../base/nearest.ts'
import { parseEndpoint } from '../../net/address.ts'
import { backendSettingsOf } from '../../proxy/backends/backend-settings.ts'
import { chains } from '../../proxy/control.ts'
import { readNetworks, readType } from '../../proxy/rules/rule-values.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import { planMeters } from '../../proxy/traffic/meter-plan.ts'
import { bindProblems } from './bind-problems.ts'
import { type CheckedSettings, readable } from './checked-settings.ts'

/** Everything that is wrong, and warnings; rules are looked at once servers and addresses can be read. */
export async function checkProxySettings(checked: CheckedSettings): Promise<readonly Problem[]> {
  const found = checks.flatMap(check => [...check(checked)])
  if (found.some(({ severity }) => severity === 'error')) return found
  const { ruleProblems } = await import('./rule-problems.ts')
  return [...found, ...ruleProblems(checked)]
}

type Problems = Iterable<Problem>

const checks: readonly ((checked: CheckedSettings) => Problems)[] = [
  networkProblems,
  addressProblems,
  bindProblems,
  backendProblems,
  poolProblems,
  cacheProblems,
  nameProblems,
  consoleProblems,
  webProblems,
  dynamicRuleProblems,
]

function* networkProblems(checked: CheckedSettings): Problems {
  const { acl, console, webserver, netmask_groups: groups, dynamic_rules: dynamic } = checked.settings
  const lists: readonly (readonly [Path, readonly string[]])[] = [
    [['acl'], acl],
    [['console', 'acl'], console.acl],
    [['webserver', 'acl'], webserver.acl],
    ...groups.map(({ netmasks }, i) => [['netmask_groups', i, 'netmasks'], netmasks] as const),
    ...dynamic.flatMap(({ exclude_ranges, include_ranges }, i) => [
      [['dynamic_rules', i, 'exclude_ranges'], exclude_ranges] as const,
      [['dynamic_rules', i, 'include_ranges'], include_ranges] as const,
    ]),
  ]
  for (const [path, networks] of lists)
    for (const [i, network] of networks.entries()) {
      try {
        readNetworks([network])
      } catch {
        const message = `${checked.nameOf([...path, i])} is ${network}, not a network such as 192.0.2.0/24`
        yield problem('config-setting-invalid', message, checked.placeOf([...path, i]))
      }
    }
}

function* addressProblems(checked: CheckedSettings): Problems {
  const { console, webserver, metrics } = checked.settings
  const addresses: readonly (readonly [Path, string])[] = [
    ...(console.listen_address === ''
      ? []
      : [[['console', 'listen_address'], console.listen_address] as const]),
    ...webserver.listen_addresses.map(
      (address, i) => [['webserver', 'listen_addresses', i], address] as const,
    ),
    ...metrics.carbon.map(({ address }, i) => [['metrics', 'carbon', i, 'address'], address] as const),
  ]
  for (const [path, address] of addresses) yield* readable(checked, path, () => parseEndpoint(address, 1))
}

function* backendProblems(checked: CheckedSettings): Problems {
  const { backends } = checked.settings
  if (backends.length === 0)
    yield problem('proxy-backend-missing', 'no server is configured that could be asked')
  for (const [i, entry] of backends.entries())
    yield* readable(checked, ['backends', i], () => backendSettingsOf({ backends: [entry] }))
}

function* dynamicRuleProblems(checked: CheckedSettings): Problems {
  for (const [i, group] of checked.settings.dynamic_rules.entries())
    for (const [j, rule] of group.rules.entries())
      yield* readable(checked, ['dynamic_rules', i, 'rules', j], () =>
        planMeters([{ ...group, rules: [rule] }]),
      )
}

function* poolProblems({ settings, placeOf }: CheckedSettings): Problems {
  const caches = settings.packet_caches.map(({ name }) => name)
  const used = new Set(settings.backends.flatMap(({ pools }) => pools))
  for (const [i, { name, packet_cache: cache }] of settings.pools.entries()) {
    if (!used.has(name))
      yield problem('proxy-pool-empty', `no server is in the pool "${name}"`, placeOf(['pools', i]))
    if (cache === '' || caches.includes(cache)) continue
    const near = nearest(cache, caches)
    const hint = near ? `did you mean "${near}"?` : `there are: ${caches.join(', ') || 'none'}`
    yield problem(
      'proxy-cache-unknown',
      `there is no packet cache "${cache}"; ${hint}`,
      placeOf(['pools', i, 'packet_cache']),
    )
  }
}

function* cacheProblems(checked: CheckedSettings): Problems {
  const { settings, placeOf } = checked
  for (const [i, { record_types }] of settings.packet_caches.entries())
    for (const [j, type] of record_types.entries())
      yield* readable(checked, ['packet_caches', i, 'record_types', j], () => readType(type))
  const used = new Set(settings.pools.map(pool => pool.packet_cache))
  // The pool without a name has the first one unless it states something itself.
  if (!settings.pools.some(pool => pool.name === '')) used.add(settings.packet_caches[0]?.name ?? '')
  for (const [i, { name }] of settings.packet_caches.entries())
    if (!used.has(name))
      yield problem(
        'proxy-cache-unused',
        `no pool uses the packet cache "${name}"`,
        placeOf(['packet_caches', i]),
      )
}

/** Lists in which a name stands for one thing. */
const namedLists = [
  'dynamic_rules',
  'netmask_groups',
  'packet_caches',
  'pools',
  'selectors',
  'timed_ip_sets',
] as const satisfies readonly (keyof ProxySettings)[]

/** A uuid is the same rule in whatever chain it stands. */
function* nameProblems(checked: CheckedSettings): Problems {
  const { settings } = checked
  for (const list of namedLists)
    yield* twice(
      checked,
      settings[list].map(({ name }, i) => ({ name: String(name), path: [list, i, 'name'] })),
    )
  const rules = chains.flatMap(chain => settings[chain].map(({ uuid = '' }, i) => ({ chain, i, uuid })))
  yield* twice(
    checked,
    rules
      .filter(({ uuid }) => uuid !== '')
      .map(({ chain, i, uuid }) => ({ name: uuid, path: [chain, i, 'uuid'] })),
  )
}

interface Named {
  readonly name: string
  readonly path: Path
}

function* twice({ placeOf, nameOf }: CheckedSettings, named: readonly Named[]): Problems {
  const first = new Map<string, Path>()
  for (const { name, path } of named) {
    const before = first.get(name)
    if (!before) {
      first.set(name, path)
      continue
    }
    const place = placeOf(before)
    const where = place ? `${place.file}:${place.line}` : nameOf(before)
    yield problem(
      'proxy-name-twice',
      `${nameOf(path)} is "${name}", as is the one at ${where}`,
      placeOf(path),
    )
  }
}

/** Octets of the key of the console. */
const keyOctets = 32

function* consoleProblems({ settings, placeOf }: CheckedSettings): Problems {
  const { listen_address: address, key } = settings.console
  const invalid = (code: ErrorCode, message: string): Problem =>
    problem(code, message, placeOf(['console', key === '' ? 'listen_address' : 'key']))
  if (address !== '' && key === '')
    yield invalid(
      'config-setting-missing',
      '"console.key" is missing, without which there is no console over TCP',
    )
  else if (key !== '' && Buffer.from(key, 'base64').length !== keyOctets)
    yield invalid(
      'config-setting-invalid',
      `"console.key" is not ${keyOctets} octets in Base64, as openssl rand -base64 ${keyOctets} prints`,
    )
}

/** Where nothing is shown without a password or key, there has to be one. */
function* webProblems({ settings: { webserver }, placeOf }: CheckedSettings): Problems {
  const { listen_addresses, password, api_key } = webserver
  const isClosed =
    webserver.api_requires_authentication &&
    webserver.stats_require_authentication &&
    webserver.dashboard_requires_authentication
  if (listen_addresses.length > 0 && isClosed && password === '' && api_key === '')
    yield problem(
      'config-setting-missing',
      '"webserver.password" and "webserver.api_key" are missing, without which nobody may see anything',
      placeOf(['webserver', 'listen_addresses']),
    )
}
