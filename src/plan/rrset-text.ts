// What an RRset holds as texts, one for each value, for people: `192.0.2.1`, `alias → lb.example.net.`, with its set.
import { canonicalText } from '../dns/canonical.ts'
import { nameKey } from '../dns/name.ts'
import type { AliasTarget, RoutedSet } from '../dns/routing.ts'
import type { Rdata } from '../dns/rr/define-type.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { RRset } from '../dns/rrset.ts'
import { secondsText } from '../dns/ttl.ts'
import { healthText } from './health-text.ts'

/** The texts by what tells the values apart; of a check that `other` defines in another way, what differs is said. */
export function valueTexts({ type, rdatas, alias, policy }: RRset, other?: RRset): Map<string, string> {
  const texts = contentTexts(type, { rdatas, alias })
  for (const set of policy?.sets ?? []) {
    const counterpart = other?.policy?.sets.find(({ id }) => id === set.id)
    const choice = `[${policy!.kind} ${choiceText(set, counterpart)}]`
    const key = `${policy!.kind} ${choiceKey(set)}`
    for (const [value, text] of contentTexts(type, set)) texts.set(`${value} ${key}`, `${text} ${choice}`)
  }
  return texts
}

type Content = { readonly rdatas: readonly Rdata[]; readonly alias?: AliasTarget | undefined }

function contentTexts(type: string, { rdatas, alias }: Content): Map<string, string> {
  const { canonical } = typeOf(type)
  if (alias)
    return new Map([
      [`alias ${canonicalText({ ...alias, target: nameKey(alias.target) })}`, aliasText(alias)],
    ])
  return new Map<string, string>(rdatas.map(rdata => [canonical(rdata), rdata]))
}

/** `alias → lb.example.net., evaluates its health, in zone Z35SXDOTRQ7X7K` */
function aliasText({ target, evaluateHealth, hostedZone }: AliasTarget): string {
  const more = [
    ...(evaluateHealth ? ['evaluates its health'] : []),
    ...(hostedZone === undefined ? [] : [`in zone ${hostedZone}`]),
  ]
  return [`alias → ${target}`, ...more].join(', ')
}

function choiceKey({ rdatas: _rdatas, alias: _alias, ...choice }: RoutedSet): string {
  return canonicalText({ ...choice, ...(choice.networks && { networks: [...choice.networks].sort() }) })
}

/** `blue, weight 90, health shop` */
function choiceText(set: RoutedSet, counterpart: RoutedSet | undefined): string {
  const { id, rdatas: _rdatas, alias: _alias, ttl, health, networks, ...traits } = set
  return [
    id,
    ...Object.entries(traits).map(([trait, value]) => `${trait} ${value}`),
    ...(networks ? [`networks ${networks.join(' ')}`] : []),
    ...(ttl === undefined ? [] : [`TTL ${secondsText(ttl)}`]),
    ...(health ? [`health ${healthText(health, counterpart?.health)}`] : []),
  ].join(', ')
}
