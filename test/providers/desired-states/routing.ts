// Sequences of aliases, routing policies and health checks.
import { records, refused, type Sequence, sequence } from './sequence.ts'

const a = 'a: { A: 192.0.2.1 }'
const cloudFront = 'd111111abcdef8.cloudfront.net.'
const balancer = 'shop-123456789.us-east-1.elb.amazonaws.com.'

/** A policy at `w`, its sets as YAML. */
const policy = (kind: string, ...sets: readonly string[]): string =>
  records('w:', '  A:', `    policy: ${kind}`, '    sets:', ...sets.map(set => `      ${set}`))
const weighted = (blue: number, green: number): string =>
  policy(
    'weighted',
    `blue: { weight: ${blue}, values: 192.0.2.1 }`,
    `green: { weight: ${green}, values: 192.0.2.2 }`,
  )

const shop = (more: string): string => `health:\n  shop: { type: http, host: shop.example.com, ${more} }\n`
const failover = (...health: readonly string[]): string =>
  policy(
    'failover',
    `one: { role: primary, values: 192.0.2.1${health[0] ? `, health: ${health[0]}` : ''} }`,
    `two: { role: secondary, values: 192.0.2.2${health[1] ? `, health: ${health[1]}` : ''} }`,
  )

/** Sequences of aliases; the names of services are those of AWS. */
const aliases: readonly Sequence[] = [
  sequence('A and ALIAS swapped', records(a), records(`a: { ALIAS: ${cloudFront} }`), records(a)),
  sequence(
    'CNAME and ALIAS swapped',
    records('a: { CNAME: b.example.net. }'),
    records(`a: { ALIAS: ${cloudFront} }`),
    records('a: { CNAME: b.example.net. }'),
  ),
  sequence(
    'an ALIAS at the apex',
    records(`'@': { ALIAS: ${cloudFront} }`),
    records(`'@': { ALIAS: ${balancer} }`),
    records("'@': { A: 192.0.2.1 }"),
  ),
  sequence('A and an alias swapped', records(a), records(`a: { A: { alias: ${cloudFront} } }`), records(a)),
  sequence(
    'CNAME and an alias swapped',
    records('a: { CNAME: b.example.net. }'),
    records(`a: { A: { alias: ${cloudFront} } }`),
    records('a: { CNAME: b.example.net. }'),
  ),
  sequence(
    'the target of an alias',
    records(`a: { A: { alias: ${cloudFront} } }`),
    records(`a: { A: { alias: ${balancer} } }`),
  ),
  sequence(
    'whether an alias looks at health',
    records(`a: { A: { alias: ${balancer} } }`),
    records(`a: { A: { alias: ${balancer}, evaluate_target_health: true } }`),
  ),
  sequence(
    'a target with and without dualstack',
    records(`a: { A: { alias: ${balancer} } }`),
    records(`a: { A: { alias: dualstack.${balancer} } }`),
  ),
  sequence(
    'the letter case of a target',
    records(`a: { A: { alias: ${cloudFront} } }`),
    records('a: { A: { alias: D111111ABCDEF8.CloudFront.net. } }'),
  ),
  sequence(
    'an alias of the zone',
    records(a, 'b: { A: { alias: a } }'),
    records('a: { A: 192.0.2.2 }', 'b: { A: { alias: a } }'),
    records(a),
  ),
  sequence(
    'a chain of aliases that comes, turns round and goes',
    records(a, 'b: { A: { alias: a } }', 'c: { A: { alias: b } }'),
    records(a, 'c: { A: { alias: a } }', 'b: { A: { alias: c } }'),
    records(),
  ),
  sequence(
    'an alias that takes over from its target',
    records(a, 'b: { A: { alias: a } }'),
    records('b: { A: 192.0.2.1 }', 'a: { A: { alias: b } }'),
  ),
  sequence(
    'a loop of aliases',
    records(a),
    refused('alias-loop', records('b: { A: { alias: c } }', 'c: { A: { alias: b } }')),
    records(a),
  ),
]

const policies: readonly Sequence[] = [
  sequence('weights', weighted(90, 10), weighted(50, 50), weighted(0, 1)),
  sequence(
    'weighted and simple',
    records('w: { A: 192.0.2.1 }'),
    weighted(90, 10),
    records('w: { A: 192.0.2.1 }'),
  ),
  sequence(
    'weighted beside simple of another type',
    `${weighted(90, 10)}    AAAA: '2001:db8::1'\n`,
    weighted(1, 1),
  ),
  sequence(
    'a set more and less',
    weighted(90, 10),
    policy(
      'weighted',
      'blue: { weight: 90, values: 192.0.2.1 }',
      'green: { weight: 10, values: 192.0.2.2 }',
      'red: { weight: 1, values: [192.0.2.3, 192.0.2.4] }',
    ),
    policy('weighted', 'red: { weight: 1, values: 192.0.2.3 }'),
  ),
  sequence('a set renamed', weighted(90, 10), weighted(90, 10).replace('blue', 'azure')),
  sequence(
    'weighted aliases',
    policy(
      'weighted',
      `blue: { weight: 1, alias: ${cloudFront} }`,
      `green: { weight: 1, alias: ${balancer}, evaluate_target_health: true }`,
    ),
    policy(
      'weighted',
      `blue: { weight: 2, alias: ${cloudFront} }`,
      'green: { weight: 1, values: 192.0.2.2 }',
    ),
  ),
  sequence(
    'weighted CNAMEs',
    weighted(1, 1)
      .replace('A:', 'CNAME:')
      .replace('192.0.2.1', 'b.example.net.')
      .replace('192.0.2.2', 'c.example.net.'),
    weighted(1, 1),
  ),
  sequence(
    'one policy for another',
    weighted(1, 1),
    failover(),
    policy('multivalue', 'one: { values: 192.0.2.1 }', 'two: { values: 192.0.2.2 }'),
    weighted(1, 1),
  ),
  sequence(
    'failover that turns round',
    failover(),
    policy(
      'failover',
      'one: { role: secondary, values: 192.0.2.1 }',
      'two: { role: primary, values: 192.0.2.2 }',
    ),
  ),
  sequence(
    'multivalue',
    policy('multivalue', 'one: { values: 192.0.2.1 }', 'two: { values: 192.0.2.2 }'),
    policy('multivalue', 'one: { values: 192.0.2.1 }', 'three: { values: 192.0.2.3 }'),
  ),
  sequence(
    'latency',
    policy(
      'latency',
      'us: { region: us-east-1, values: 192.0.2.1 }',
      'eu: { region: eu-west-1, values: 192.0.2.2 }',
    ),
    policy(
      'latency',
      'us: { region: us-west-2, values: 192.0.2.1 }',
      'eu: { region: eu-west-1, values: 192.0.2.2 }',
    ),
  ),
  sequence(
    'geolocation',
    policy(
      'geolocation',
      "any: { location: '*', values: 192.0.2.1 }",
      'eu: { location: EU, values: 192.0.2.2 }',
      'ca: { location: US-CA, values: 192.0.2.3 }',
    ),
    policy(
      'geolocation',
      "any: { location: '*', values: 192.0.2.1 }",
      "na: { location: 'country:NA', values: 192.0.2.2 }",
      'fr: { location: FR, values: 192.0.2.3 }',
    ),
  ),
  sequence(
    'geoproximity',
    policy(
      'geoproximity',
      'us: { region: us-east-1, bias: 10, values: 192.0.2.1 }',
      "here: { coordinates: '49.22,-74.01', values: 192.0.2.2 }",
    ),
    policy(
      'geoproximity',
      'us: { region: us-east-1, bias: -10, values: 192.0.2.1 }',
      "here: { coordinates: '49.22,-74.02', values: 192.0.2.2 }",
    ),
  ),
  sequence(
    'networks',
    policy(
      'ip',
      "any: { networks: ['*'], values: 192.0.2.1 }",
      'here: { networks: [198.51.100.0/24], values: 192.0.2.2 }',
    ),
    policy(
      'ip',
      "any: { networks: ['*'], values: 192.0.2.1 }",
      "here: { networks: [203.0.113.0/24, '2001:db8::/32'], values: 192.0.2.2 }",
    ),
    records(a),
  ),
  sequence(
    'networks in another order',
    policy(
      'ip',
      "any: { networks: ['*'], values: 192.0.2.1 }",
      'here: { networks: [198.51.100.0/24, 203.0.113.0/24], values: 192.0.2.2 }',
    ),
    policy(
      'ip',
      'here: { networks: [203.0.113.0/24, 198.51.100.0/24], values: 192.0.2.2 }',
      "any: { networks: ['*'], values: 192.0.2.1 }",
    ),
  ),
]

const health: readonly Sequence[] = [
  sequence('a check that comes and goes', failover(), shop('path: /healthz') + failover('shop'), failover()),
  sequence(
    'a check whose path changes',
    shop('path: /healthz') + failover('shop'),
    shop('path: /ready') + failover('shop'),
  ),
  sequence(
    'a check that must be replaced',
    shop('path: /healthz') + failover('shop'),
    (shop('path: /healthz') + failover('shop')).replace('http,', 'https,'),
    shop('path: /healthz, interval: 10s') + failover('shop'),
  ),
  sequence(
    'a check that looks for a text',
    shop('contains: well') + failover('shop'),
    shop('contains: fine') + failover('shop'),
    shop('path: /') + failover('shop'),
  ),
  sequence(
    'a check that is renamed',
    shop('path: /') + failover('shop'),
    (shop('path: /') + failover('shop'))
      .replaceAll('shop:', 'store:')
      .replace('health: shop', 'health: store'),
  ),
  sequence(
    'a check that several sets share',
    shop('path: /') + failover('shop', 'shop'),
    shop('path: /') + failover('shop'),
    shop('path: /other') + failover('shop', 'shop'),
  ),
  sequence(
    'a check over TCP',
    `health:\n  shop: { type: tcp, address: 192.0.2.1, port: 443 }\n${failover('shop')}`,
    `health:\n  shop: { type: tcp, address: 192.0.2.1, port: 8443 }\n${failover('shop')}`,
  ),
  sequence(
    'a check that sums up others',
    `${shop('path: /')}  all: { type: calculated, checks: [shop], healthy: 1 }\n${failover('all')}`,
    `${shop('path: /')}  more: { type: tcp, address: 192.0.2.1, port: 443 }\n  all: { type: calculated, checks: [shop, more], healthy: 1 }\n${failover('all', 'shop')}`,
    failover(),
  ),
  sequence(
    'an inverted check',
    shop('path: /') + failover('shop'),
    shop('path: /, inverted: true') + failover('shop'),
  ),
]

/** Sequences of what decides which values a query gets. */
export const routingSequences: readonly Sequence[] = [...aliases, ...policies, ...health]
