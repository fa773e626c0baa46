// The surroundings of unclear answers, as a provider holds them: a few RRsets, or an outline of the zone where many are needed.
import type { Name } from '../../dns/name.ts'
import { type RRset, rrsetKey } from '../../dns/rrset.ts'
import type { Expectation } from '../../proof/proof.ts'
import { aliasTargets, keysAround, type Surroundings, ZoneOutline } from '../../proof/surroundings.ts'
import type { Provider, RRsetKey } from '../../providers/contract.ts'

/** Above this many, reading the zone once costs less than looking them up. */
const mostLookups = 300

/** Makes what `prove` asks for; `readSoFar` gives the zone's outline once somebody else has read it. */
export function zoneSurroundings(
  provider: Provider,
  origin: Name,
  readSoFar: () => ZoneOutline | undefined = () => undefined,
): (unclear: readonly Expectation[]) => Promise<Surroundings> {
  const known = new Map<string, RRset | undefined>()
  let whole: ZoneOutline | undefined
  const lookUp = async (keys: readonly RRsetKey[]): Promise<void> => {
    const unknown = new Map(keys.map(key => [rrsetKey(key), key]))
    for (const key of unknown.keys()) if (known.has(key)) unknown.delete(key)
    if (unknown.size === 0) return
    const held = await provider.readRRsets(origin, [...unknown.values()])
    for (const [text, { owner, type }] of unknown) known.set(text, held.get(owner, type))
  }
  return async unclear => {
    whole ??= readSoFar()
    const keys = whole ? [] : unclear.flatMap(expected => keysAround(expected, origin))
    if (keys.length > mostLookups) whole = await readOutline(provider, origin)
    await lookUp(
      whole
        ? unclear.flatMap(({ rrset, type }) => aliasTargets(rrset, origin).map(owner => ({ owner, type })))
        : keys,
    )
    return { get: (owner, type) => whole?.get(owner, type) ?? known.get(rrsetKey({ owner, type })) }
  }
}

async function readOutline(provider: Provider, origin: Name): Promise<ZoneOutline> {
  const outline = new ZoneOutline(origin)
  for await (const page of provider.readZone(origin)) for (const rrset of page) outline.add(rrset)
  return outline
}
