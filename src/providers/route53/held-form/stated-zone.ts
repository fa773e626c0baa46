// What decides about an RRset beside itself: the zone that it is stated in.
import type { Zone } from '../../../dns/zone.ts'

export interface StatedZone {
  readonly zone: Zone
  readonly isPrivate: boolean
}
