// The `soa` of a zone file as an RRset; its serial is 0 if it is left to the provider.
import type { Name } from '../../../dns/name.ts'
import { SOA } from '../../../dns/rr/types/soa.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { defaultTimers } from '../../../dns/soa.ts'
import { nameInValue } from '../names.ts'
import type { Head } from './head.ts'
import { type Reading, readDuration, reportFault } from './reading.ts'

/** Makes the SOA; reports what cannot be read and then gives undefined. */
export function readSoa(
  { value, node }: NonNullable<Head['soa']>,
  origin: Name,
  zoneTtl: number,
  reading: Reading,
): RRset | undefined {
  const positionOf = (key: string): number => node.entries.get(key)?.value.position ?? node.position
  const name = (key: 'mname' | 'rname'): Name | undefined => {
    try {
      return nameInValue(value[key], origin)
    } catch (error) {
      reportFault(error, positionOf(key), reading)
      return undefined
    }
  }
  const seconds = (key: keyof typeof defaultTimers | 'ttl', otherwise: number): number => {
    const text = value[key]
    return (text === undefined ? undefined : readDuration(text, positionOf(key), reading)) ?? otherwise
  }
  const [mname, rname] = [name('mname'), name('rname')]
  const ttl = seconds('ttl', zoneTtl)
  const others = {
    serial: value.serial ?? 0,
    refresh: seconds('refresh', defaultTimers.refresh),
    retry: seconds('retry', defaultTimers.retry),
    expire: seconds('expire', defaultTimers.expire),
    minimum: seconds('minimum', defaultTimers.minimum),
  }
  if (mname === undefined || rname === undefined) return undefined
  return { owner: origin, type: 'SOA', ttl, rdatas: [SOA.fromFields({ mname, rname, ...others })] }
}
