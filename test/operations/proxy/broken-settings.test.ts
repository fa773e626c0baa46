// Files that are refused: what is said of them, and where.
import { expect, test } from 'vitest'
import { problemText } from '../../../src/base/errors.ts'
import { load, problemsOf } from './loaded.ts'

const server = 'backends: [{ address: 192.0.2.1 }]\n'

/** What ends with `…` is the beginning of what Node.js or a library goes on with. */
const said = (text: string): unknown =>
  text.endsWith('…') ? expect.stringContaining(text.slice(0, -1)) : text

/** Lines behind the first one, which has a server. */
test.each<[string, string[]]>([
  ['acls: []', ['2:1: config-setting-unknown: there is no setting "acls"; did you mean "acl"?']],
  [
    'snmp: { enabled: true }',
    [
      '2:1: proxy-setting-absent: dnsctl proxy has no "snmp": counters are at /metrics of the web server, and go to Carbon by `metrics`',
    ],
  ],
  [
    'binds: [{ listen_address: 127.0.0.1, doq: {} }]',
    ['2:38: proxy-setting-absent: dnsctl proxy has no "binds[0].doq": DNS over QUIC is not offered'],
  ],
  ['acl: 192.0.2.0/24', ['2:1: config-setting-invalid: "acl" is 192.0.2.0/24, not a list']],
  [
    'acl: [192.0.2.0/24, 192.0.2.0/33, "!2001:db8::/32", "2001:db8::x"]',
    [
      '2:21: config-setting-invalid: "acl[1]" is 192.0.2.0/33, not a network such as 192.0.2.0/24',
      '2:53: config-setting-invalid: "acl[3]" is 2001:db8::x, not a network such as 192.0.2.0/24',
    ],
  ],
  [
    'netmask_groups: [{ name: a, netmasks: [300.0.0.0/8] }, { name: a }]',
    [
      '2:40: config-setting-invalid: "netmask_groups[0].netmasks[0]" is 300.0.0.0/8, not a network such as 192.0.2.0/24',
      '2:58: proxy-name-twice: "netmask_groups[1].name" is "a", as is the one at proxy.yaml:2',
    ],
  ],
  ['general:', ['2:1: config-setting-invalid: "general" is empty, not a mapping']],
  [
    'binds:\n  - { listen_address: "127.0.0.1:1" }\n  - { listen_address: "127.0.0.1:1", protocol: DoH }',
    ['4:5: proxy-address-twice: 127.0.0.1:1 is listened on twice'],
  ],
  [
    'binds: [{ listen_address: "127.0.0.1:853", protocol: DoT }]',
    [
      '2:9: proxy-certificate-unusable: "binds[0]": there is no certificate in tls.certificates, without which there is no TLS',
    ],
  ],
  [
    'binds: [{ listen_address: 127.0.0.1, protocol: DoH, tls: { certificates: [{ certificate: no.pem, key: no.key }] } }]',
    ['2:75: proxy-certificate-unusable: "binds[0].tls.certificates[0]": cannot read /work/no.pem: ENOENT…'],
  ],
  [
    'binds: [{ listen_address: 127.0.0.1, protocol: DoH, doh: { responses_map: [{ expression: "(", status: 200, content: a }] } }]',
    ['2:76: proxy-rule-invalid: "binds[0].doh.responses_map[0]": …'],
  ],
  [
    'dynamic_rules:\n  - name: a\n    rules: [{ type: rcode-rate, rcode: NoDomain, rate: 1, seconds: 1, action_duration: 1 }]',
    ['4:13: proxy-rule-invalid: "dynamic_rules[0].rules[0]": …'],
  ],
  [
    'packet_caches: [{ name: a, record_types: [A, B] }]\npools: [{ name: "", packet_cache: a }]',
    [
      '2:46: proxy-rule-invalid: "packet_caches[0].record_types[1]": record type "B" is unknown; give its number',
    ],
  ],
  [
    'pools: [{ name: "", packet_cache: mian }]\npacket_caches: [{ name: main }]',
    [
      '2:21: proxy-cache-unknown: there is no packet cache "mian"; did you mean "main"?',
      '3:17: proxy-cache-unused: no pool uses the packet cache "main"',
    ],
  ],
  [
    'pools: [{ name: "", policy: fastest }]',
    [
      '2:21: config-setting-invalid: "pools[0].policy" is fastest, not one of "", leastOutstanding, firstAvailable, wrandom, whashed, chashed, roundrobin',
    ],
  ],
  [
    'query_rules: [{ selector: { type: All } }]',
    ['2:15: config-setting-missing: "query_rules[0].action" is missing'],
  ],
  [
    'query_rules: [{ selector: { type: QNameSufix, suffixes: [a.] }, action: { type: Drop } }]',
    [
      '2:29: config-setting-invalid: "query_rules[0].selector.type" is QNameSufix, not known; did you mean "QNameSuffix"?',
    ],
  ],
  [
    'query_rules: [{ selector: { type: Not, selector: { type: LuaFFI } }, action: { type: Drop } }]',
    ['2:52: proxy-setting-absent: dnsctl proxy has no "LuaFFI": functions in Lua cannot be run'],
  ],
  [
    'query_rules: [{ selector: { type: And, selectors: [{ type: QNameSuffix }] }, action: { type: Drop } }]',
    ['2:52: config-setting-missing: "query_rules[0].selector.selectors[0].suffixes" is missing'],
  ],
  [
    'query_rules:\n  - { uuid: u, selector: { type: All }, action: { type: Drop } }\nresponse_rules:\n  - { uuid: u, selector: { type: All }, action: { type: Drop } }',
    ['5:7: proxy-name-twice: "response_rules[0].uuid" is "u", as is the one at proxy.yaml:3'],
  ],
  [
    'query_rules:\n  - { name: a, selector: { type: All }, action: { type: Pool, pool_name: x } }\nresponse_rules:\n  - { selector: { type: RE2, expression: "(" }, action: { type: Drop } }',
    [
      '3:5: proxy-pool-unknown: query_rules: rule a: there is no pool "x"; there are ""',
      '5:5: proxy-rule-invalid: response_rules: rule 22e2d67c6161: regular expression "(": error parsing…',
    ],
  ],
  [
    'console: { listen_address: "127.0.0.1:5199" }',
    ['2:12: config-setting-missing: "console.key" is missing, without which there is no console over TCP'],
  ],
  [
    'console: { key: c2hvcnQ= }',
    [
      '2:12: config-setting-invalid: "console.key" is not 32 octets in Base64, as openssl rand -base64 32 prints',
    ],
  ],
  [
    'webserver: { api_key: 12345 }',
    ['2:14: config-setting-invalid: "webserver.api_key" is not text such as "${env:DNSCTL_API_KEY}"'],
  ],
  [
    'webserver: { listen_addresses: ["127.0.0.1:8083"] }',
    [
      '2:14: config-setting-missing: "webserver.password" and "webserver.api_key" are missing, without which nobody may see anything',
    ],
  ],
  [
    'webserver: { listen_addresses: ["localhost:99999"], password: x }',
    [
      '2:33: address-syntax: "webserver.listen_addresses[0]": port "99999" in "localhost:99999" is not a number from 0 to 65535',
    ],
  ],
  [
    'general: { server_id: "${env:NOPE}" }',
    ['2:23: config-environment-missing: environment variable NOPE is not set'],
  ],
  [
    'tuning: { udp: { randomize_ids_to_backend: false } }',
    ['2:18: config-setting-invalid: "tuning.udp.randomize_ids_to_backend" is false, not one of true'],
  ],
])('%s', async (text, problems) => {
  expect(await problemsOf(`${server}${text}\n`)).toEqual(problems.map(each => said(`proxy.yaml:${each}`)))
})

test('a server that cannot be one', async () => {
  const text = 'backends:\n  - { address: 192.0.2.300 }\n  - { address: 192.0.2.1, source: "2001:db8::1" }\n'
  expect(await problemsOf(text)).toEqual([
    'proxy.yaml:2:5: address-syntax: "backends[0]": "192.0.2.300" is not an address such as 192.0.2.1:5300',
    'proxy.yaml:3:5: proxy-backend-invalid: "backends[1]": source "2001:db8::1" is not an IP address of the kind of 192.0.2.1',
  ])
})

test.each<[string, string[]]>([
  [
    'packet_caches: [{ name: main }, { name: a }]',
    ['2:33: proxy-cache-unused: no pool uses the packet cache "a"'],
  ],
  ['pools: [{ name: x }]', ['2:9: proxy-pool-empty: no server is in the pool "x"']],
])('%s is only warned of', async (text, warnings) => {
  const loaded = await load(`${server}${text}\n`)
  expect(loaded.warnings.map(problemText)).toEqual(warnings.map(each => `proxy.yaml:${each}`))
})
