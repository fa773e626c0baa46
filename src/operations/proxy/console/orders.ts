// The orders that a running proxy takes: what its control offers, each checked before it is carried out.
import { mismatches } from '../../../base/check-value.ts'
import { problem, throwIfAny } from '../../../base/errors.ts'
import { pathText } from '../../../base/json-schema.ts'
import type { SchemaValue } from '../../../config/schema-value.ts'
import { codeOf, mnemonicOf } from '../../../dns/rr/mnemonics.ts'
import type { ProxyControl, ProxyReport } from '../../../proxy/control.ts'
import { validators } from '../generated/orders.js'
import type { ControlOrders } from '../order-lines.ts'
import { orderSchemas } from './order-schemas.ts'

type Given<Name extends keyof typeof orderSchemas> = SchemaValue<(typeof orderSchemas)[Name]>

/** The orders with what each takes and gives, as both sides know them. */
type ConsoleOrders = ReturnType<typeof ordersOf>

/** Gives orders to a proxy; throws the problems that it tells. */
export type AskProxy = <Name extends keyof ConsoleOrders>(
  order: Name,
  ...given: Parameters<ConsoleOrders[Name]>
) => Promise<Awaited<ReturnType<ConsoleOrders[Name]>>>

/** Makes the orders of a control; what is given with one must fit its schema, or `proxy-order-invalid` is thrown. */
export function createOrders(control: ProxyControl): ControlOrders {
  const orders = Object.entries(ordersOf(control)).map(([name, act]) => [
    name,
    (given: unknown) => (act as (given: unknown) => unknown)(checkedGiven(name, given)),
  ])
  return Object.fromEntries(orders)
}

const ordersOf = (control: ProxyControl) => ({
  ...seeing(control),
  ...changing(control),
})

const seeing = (control: ProxyControl) => ({
  report: () => reportOf(control.report()),
  servers: () => control.servers(),
  rules: () => control.rules(),
  pools: () => control.pools(),
  blocks: () => control.blocks(),
  sets: () => control.timedSets(),
  changes: () => control.changes(),
  delta: () => control.delta(),
  configuration: ({ showsSecrets }: Given<'configuration'>) => control.configuration(showsSecrets),
  top: ({ kind, count, labels }: Given<'top'>) => control.top(kind, count, labels),
  grep: ({ patterns, count }: Given<'grep'>) => control.grep(patterns, count),
  cacheEntries: ({ pool, count }: Given<'cacheEntries'>) => entriesOf(control, pool, count),
})

const changing = (control: ProxyControl) => ({
  reload: async () => ({ warnings: await control.reload() }),
  setServer: ({ server, mode }: Given<'setServer'>) => ({ servers: control.setServerMode(server, mode) }),
  flush: ({ pool, type, ...which }: Given<'flush'>) => ({
    entries: control.flush(pool, { ...which, type: type === undefined ? undefined : codeOf(type) }),
  }),
  addRule: async ({ chain, rule, at }: Given<'addRule'>) => ({ id: await control.addRule(chain, rule, at) }),
  removeRule: ({ id }: Given<'removeRule'>) => control.removeRule(id),
  moveRule: ({ id, to }: Given<'moveRule'>) => control.moveRule(id, to),
  block: ({ subject, seconds, reason, action }: Given<'block'>) =>
    control.block(subject, seconds, reason, action),
  unblock: ({ subject }: Given<'unblock'>) => ({ isUnblocked: control.unblock(subject) }),
  addToSet: ({ set, address, seconds }: Given<'addToSet'>) => control.addToSet(set, address, seconds),
  removeFromSet: ({ set, address }: Given<'removeFromSet'>) => ({
    isRemoved: control.removeFromSet(set, address),
  }),
})

/** JSON has no infinity: the last limit is null. */
const reportOf = ({ latencies, ...report }: ProxyReport) => ({
  ...report,
  latencies: latencies.map(({ upTo, count }) => ({ upTo: Number.isFinite(upTo) ? upTo : null, count })),
})

/** The first entries of a cache, with their types by name. */
function entriesOf(control: ProxyControl, pool: string, count: number) {
  const entries: { name: string; type: string; ttl: number; rcode: number; octets: number }[] = []
  let isCut = false
  for (const { name, type, ttl, rcode, octets } of control.cacheEntries(pool)) {
    isCut = entries.length === count
    if (isCut) break
    entries.push({ name, type: mnemonicOf(type), ttl, rcode, octets })
  }
  return { entries, isCut }
}

const isChecked = (name: string): name is keyof typeof orderSchemas => Object.hasOwn(orderSchemas, name)

function checkedGiven(name: string, given: unknown): unknown {
  if (!isChecked(name)) return undefined
  const found = mismatches({ schema: orderSchemas[name], validate: validators[name] }, given)
  throwIfAny(
    found.map(mismatch => {
      const at = mismatch.path.length === 0 ? 'what is given' : `"${pathText(mismatch.path)}"`
      const wrong = {
        unknown: 'is not known',
        missing: 'is missing',
        invalid: mismatch.kind === 'invalid' ? `is not ${mismatch.expected}` : '',
      }
      return problem('proxy-order-invalid', `${name}: ${at} ${wrong[mismatch.kind]}`)
    }),
  )
  return given
}
