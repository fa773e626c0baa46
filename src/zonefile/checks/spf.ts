// SPF policies: one at a name, readable, within ten look-ups (RFC 7208).
import { isIPv4, isIPv6 } from 'node:net'
import { type Name, nameKey, parseName } from '../../dns/name.ts'
import type { Rdata } from '../../dns/rr/define-type.ts'
import type { Finding, ZoneView } from './check.ts'
import { textOf } from './text.ts'

const maxLookups = 10
const asksDns = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect'])
const takesDomain = new Set(['include', 'exists', 'redirect', 'exp'])

const isSpf = (text: string): boolean => /^v=spf1(?: |$)/i.test(text)

/** Says whether a policy could begin so, before its strings are put together. */
const maySpf = (rdata: Rdata): boolean => /^"["v]/i.test(rdata)

/** Finds SPF policies that receivers will not accept. */
export function* spf(view: ZoneView): Iterable<Finding> {
  for (const rrset of view.ofType('TXT')) {
    const policies = [...rrset.rdatas.entries()].filter(([, rdata]) => maySpf(rdata) && isSpf(textOf(rdata)))
    if (policies.length > 1)
      yield {
        code: 'spf-several',
        message: `${rrset.owner} has ${policies.length} SPF records`,
        rrset,
        value: policies[1]![0],
      }
    for (const [value, rdata] of policies) {
      const policy = textOf(rdata)
      for (const message of syntaxProblems(policy)) yield { code: 'spf-syntax', message, rrset, value }
      const lookups = countLookups(view, policy, new Set([nameKey(rrset.owner)]))
      if (lookups > maxLookups)
        yield {
          code: 'spf-lookups',
          message: `SPF at ${rrset.owner} takes ${lookups} look-ups; receivers stop after ${maxLookups}`,
          rrset,
          value,
        }
    }
  }
}

interface Term {
  readonly text: string
  readonly name: string
  /** What follows `:`, `=` or `/`, with the `/`. */
  readonly value: string
}

const termsOf = (policy: string): Term[] =>
  policy
    .split(' ')
    .slice(1)
    .filter(text => text !== '')
    .map(text => {
      const [, name = text, value = ''] =
        /^[-+?~]?([a-z][a-z0-9._-]*)(?:[:=]|(?=\/)|$)(.*)$/i.exec(text) ?? []
      return { text, name: name.toLowerCase(), value }
    })

function* syntaxProblems(policy: string): Iterable<string> {
  for (const { text, name, value } of termsOf(policy)) {
    const isModifier = /^[a-z][a-z0-9._-]*=/i.test(text)
    const isKnown = /^(?:all|include|a|mx|ptr|ip4|ip6|exists)$/.test(name)
    if (!isModifier && !isKnown) yield `SPF term "${text}" is unknown`
    else if (takesDomain.has(name) && value === '') yield `SPF term "${text}" names no domain`
    else if (name === 'all' && value !== '') yield `SPF term "${text}" takes no value`
    else if (name === 'ip4' && !isNetwork(value, isIPv4, 32))
      yield `SPF term "${text}" is not an IPv4 network`
    else if (name === 'ip6' && !isNetwork(value, isIPv6, 128))
      yield `SPF term "${text}" is not an IPv6 network`
  }
}

function isNetwork(text: string, isAddress: (text: string) => boolean, maxLength: number): boolean {
  const [address = '', length, ...more] = text.split('/')
  return (
    isAddress(address) &&
    more.length === 0 &&
    (length === undefined || (/^\d+$/.test(length) && Number(length) <= maxLength))
  )
}

/** Counts a policy's look-ups; those of policies within the zone are followed, each once. */
function countLookups(view: ZoneView, policy: string, seen: Set<Name>): number {
  let count = 0
  for (const { name, value } of termsOf(policy)) {
    if (!asksDns.has(name)) continue
    count++
    if (name !== 'include' && name !== 'redirect') continue
    const target = domainOf(value)
    if (!target || seen.has(nameKey(target))) continue
    seen.add(nameKey(target))
    const included = view.zone.get(target, 'TXT')?.rdatas.map(textOf).find(isSpf)
    if (included) count += countLookups(view, included, seen)
  }
  return count
}

/** The name that a term holds; undefined if it has macros or is none. */
function domainOf(text: string): Name | undefined {
  if (text.includes('%')) return undefined
  try {
    return parseName(text.endsWith('.') ? text : `${text}.`)
  } catch {
    return undefined
  }
}
