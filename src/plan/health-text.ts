// Health checks by their names, with what in them is different from another of that name.
import { canonicalText } from '../dns/canonical.ts'
import { type HealthCheck, type ProbeCheck, usualPorts } from '../dns/routing.ts'
import { secondsText } from '../dns/ttl.ts'

/** `shop`, or where `other` is defined in another way `shop (interval 10s, no contains)`. */
export function healthText(check: HealthCheck, other: HealthCheck | undefined): string {
  const label = labelOf(check)
  if (!other || labelOf(other) !== label || canonicalText(check) === canonicalText(other)) return label
  const [own, others] = [traitsOf(check), traitsOf(other)]
  const differences = [...new Set([...own.keys(), ...others.keys()])].filter(
    trait => own.get(trait) !== others.get(trait),
  )
  const texts = differences.map(trait => (own.has(trait) ? `${trait} ${own.get(trait)}` : `no ${trait}`))
  return `${label} (${texts.join(', ')})`
}

const labelOf = (check: HealthCheck): string => (check.type === 'reference' ? check.id : check.name)

type Traits = Map<string, string>

/** What a check is defined by as texts; traits of a check that is summed up have its name in front, `db.port`. */
function traitsOf(check: HealthCheck): Traits {
  switch (check.type) {
    case 'reference':
      return new Map([['id', check.id]])
    case 'calculated': {
      const { checks, healthy, inverted } = check
      const parts = checks.flatMap(part =>
        Array.from(traitsOf(part), ([trait, text]) => [`${labelOf(part)}.${trait}`, text] as const),
      )
      return traits({
        type: check.type,
        checks: checks.map(labelOf).join(' '),
        healthy: `${healthy} of ${checks.length}`,
        inverted: inverted && 'yes',
        ...Object.fromEntries(parts),
      })
    }
    default:
      return probeTraits(check)
  }
}

function probeTraits(check: ProbeCheck): Traits {
  const { type, host, address, contains, interval, timeout, failures, successes, inverted } = check
  return traits({
    type,
    host,
    address,
    port: check.port ?? usualPorts[type],
    path: check.path ?? (type === 'tcp' ? undefined : '/'),
    contains: contains && JSON.stringify(contains),
    interval: secondsText(interval),
    timeout: secondsText(timeout),
    failures,
    successes,
    inverted: inverted && 'yes',
  })
}

const traits = (values: Readonly<Record<string, string | number | undefined>>): Traits =>
  new Map(
    Object.entries(values).flatMap(([trait, value]) => (value === undefined ? [] : [[trait, `${value}`]])),
  )
