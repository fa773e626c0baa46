// Settings of a proxy with every selector and every action in its chains, each of which comes to its turn now and then.
import { actionParts } from '../../src/proxy/rules/actions/action-parts.ts'
import { responseActionParts } from '../../src/proxy/rules/response-actions/response-action-parts.ts'
import { selectorParts } from '../../src/proxy/rules/selectors/selector-parts.ts'

interface Part {
  readonly type: string
  readonly [key: string]: unknown
}

/** Queries for this name are answered by servers, whatever else the rules do. */
export const goodName = 'good.example.org'

const soaNumbers = { serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 }
const all: Part = { type: 'All' }
const lower = (share: number): Part => ({ type: 'Proba', probability: share })

const selectors: readonly Part[] = [
  all,
  { type: 'And', selectors: [all, { type: 'RD' }] },
  { type: 'Or', selectors: [{ type: 'DNSSEC' }, { type: 'RD' }] },
  { type: 'Not', selector: all },
  { type: 'ByName', selector_name: 'short' },
  { type: 'DNSSEC' },
  { type: 'DSTPort', port: 53 },
  { type: 'EDNSOption', option_code: 8 },
  { type: 'EDNSVersion', version: 0 },
  { type: 'ERCode', rcode: 'BADVERS' },
  { type: 'HTTPHeader', header: 'X-Test', expression: '^(a|ab)*$' },
  { type: 'HTTPPath', path: '/dns-query' },
  { type: 'HTTPPathRegex', expression: 'query' },
  { type: 'IncomingProtocol', protocol: 'DoT' },
  { type: 'MaxQPS', qps: 1000 },
  { type: 'MaxQPSIP', qps: 10, max_networks: 64 },
  { type: 'NetmaskGroup', netmasks: ['192.0.2.0/24', '2001:db8::/32'] },
  { type: 'Opcode', code: 'Notify' },
  { type: 'PayloadSize', comparison: 'greater', size: 100 },
  { type: 'PoolAvailable', pool: 'other' },
  { type: 'PoolOutstanding', pool: 'other', max_outstanding: 3 },
  lower(0.5),
  { type: 'QClass', qclass: 'CHAOS' },
  { type: 'QName', qname: 'www.example.org' },
  { type: 'QNameLabelsCount', min_labels_count: 2, max_labels_count: 4 },
  { type: 'QNameSet', qnames: ['www.example.org', 'example.com'] },
  { type: 'QNameSuffix', suffixes: ['example.org', 'com'] },
  { type: 'QNameWireLength', min: 3, max: 40 },
  { type: 'QType', qtype: 'TXT' },
  { type: 'RCode', rcode: 'NXDomain' },
  { type: 'RD' },
  { type: 'RE2', expression: '(w+\\.)*example\\.(org|com)' },
  { type: 'RecordsCount', section: 3, minimum: 1, maximum: 2 },
  { type: 'RecordsTypeCount', section: 1, record_type: 'A', minimum: 1, maximum: 9 },
  { type: 'Regex', expression: '^(x+x+)+y' },
  { type: 'SNI', server_name: 'dns.example.org' },
  { type: 'TCP', tcp: true },
  { type: 'Tag', tag: 'seen' },
  { type: 'TimedIPSet', set_name: 'watched' },
  { type: 'TrailingData' },
]

const shared: readonly Part[] = [
  { type: 'Allow' },
  { type: 'Delay', msec: 3 },
  { type: 'Drop' },
  { type: 'Log' },
  { type: 'SetEDNSOption', code: 65001, data: 'abc' },
  { type: 'SetExtendedDNSError', info_code: 15, extra_text: 'blocked' },
  { type: 'SetMaxReturnedTTL', max: 5 },
  { type: 'SetSkipCache' },
  { type: 'SetTag', tag: 'seen', value: 'yes' },
  { type: 'TC' },
  { type: 'UnsetTag', tag: 'seen' },
]

const queryActions: readonly Part[] = [
  ...shared,
  { type: 'Continue', action: { type: 'Pool', pool_name: 'other' } },
  { type: 'ERCode', rcode: 'BADVERS' },
  { type: 'HTTPStatus', status: 200, body: 'page', content_type: 'text/plain' },
  {
    type: 'NegativeAndSOA',
    nxd: true,
    zone: 'example.org',
    ttl: 60,
    mname: 'ns.example.org',
    rname: 'host.example.org',
    soa_parameters: soaNumbers,
    soa_in_authority: true,
  },
  { type: 'None' },
  { type: 'Pool', pool_name: 'other' },
  { type: 'QPS', limit: 100 },
  { type: 'QPSPool', limit: 100, pool_name: 'other' },
  { type: 'RCode', rcode: 'Refused', vars: { set_aa: true } },
  { type: 'SetDisableECS' },
  { type: 'SetDisableValidation' },
  { type: 'SetECS', ipv4: '198.51.100.0/22', ipv6: '2001:db8:7::/48' },
  { type: 'SetECSOverride', override_existing: true },
  { type: 'SetECSPrefixLength', ipv4: 9, ipv6: 33 },
  { type: 'SetMacAddr', code: 65002 },
  { type: 'SetNoRecurse' },
  { type: 'SetTempFailureCacheTTL', ttl: 1 },
  { type: 'Spoof', ips: ['192.0.2.1', '192.0.2.2', '2001:db8::1'] },
  { type: 'SpoofCNAME', cname: `${'a.'.repeat(60)}example` },
  {
    type: 'SpoofPacket',
    response: '\\000\\001\\132\\000\\000\\001\\000\\000\\000\\000\\000\\000\\001a\\000\\000\\001\\000\\001',
  },
  { type: 'SpoofRaw', answers: Array.from({ length: 60 }, () => '\\003abc'), qtype_for_any: 'TXT' },
  {
    type: 'SpoofSVC',
    parameters: [{ priority: 1, target: 'svc.example.org', alpns: ['h2'], ipv4_hints: ['192.0.2.1'] }],
  },
  { type: 'Tee', rca: '192.0.2.9:53', add_ecs: true },
]

const responseActions: readonly Part[] = [
  ...shared,
  { type: 'ClearRecordTypes', types: ['TXT', 'AAAA'] },
  { type: 'LimitTTL', min: 1, max: 3600, types: ['A'] },
  { type: 'SetMaxTTL', max: 3600 },
  { type: 'SetMinTTL', min: 2 },
  { type: 'SetReducedTTL', percentage: 50 },
]

const isGood: Part = { type: 'QName', qname: goodName }
const spareGood = { name: 'good', selector: isGood, action: { type: 'Allow' } }
/** Nothing is to be left out; what is added to the tables stands here too. */
const isWhole = (parts: readonly { readonly type: string }[], given: readonly Part[]): boolean =>
  parts.every(({ type }) => given.some(each => each.type === type))
if (
  !isWhole(selectorParts, selectors) ||
  !isWhole(actionParts, queryActions) ||
  !isWhole(responseActionParts, responseActions)
)
  throw new Error('fuzzed-rules.ts lacks a selector or an action')

/** One in so many matches of a rule has its action done. */
const share = 0.02

const chain = (actions: readonly Part[]) => [
  spareGood,
  ...selectors.map((selector, i) => ({
    name: `selector ${i}`,
    selector,
    action: { type: 'SetTag', tag: 'matched', value: selector.type },
  })),
  ...actions.map((action, i) => ({
    name: `action ${i}`,
    selector: { type: 'And', selectors: [lower(share), selectors[i % selectors.length]!] },
    action,
  })),
]

const cache = (name: string, more: object) => ({ name, size: 2000, ...more })

/** For the file of a proxy. */
export const fuzzedSettings = {
  backends: [
    { name: 's1', address: '192.0.2.11', order: 1, pools: ['', 'other'], use_client_subnet: true },
    { name: 's2', address: '192.0.2.12', order: 2, pools: ['', 'other'] },
    { name: 's3', address: '192.0.2.13', order: 3 },
  ],
  pools: [
    { name: '', packet_cache: 'main', policy: 'leastOutstanding' },
    { name: 'other', packet_cache: 'second', policy: 'chashed', use_ecs: true },
  ],
  packet_caches: [
    cache('main', { parse_ecs: true }),
    cache('second', { shuffle: true, cookie_hashing: true, truncated_ttl: 5 }),
  ],
  answering: { hedge: true },
  acl: ['0.0.0.0/0', '::/0', '!203.0.113.0/24'],
  timed_ip_sets: [{ name: 'watched' }],
  selectors: [{ name: 'short', type: 'QNameLabelsCount', min_labels_count: 0, max_labels_count: 2 }],
  query_rules: chain(queryActions),
  cache_miss_rules: chain(queryActions),
  response_rules: chain(responseActions),
  cache_hit_response_rules: chain(responseActions),
  cache_inserted_response_rules: chain(responseActions),
  self_answered_response_rules: chain(responseActions),
}
