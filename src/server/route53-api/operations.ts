// Every operation that this server offers.
import type { Operation } from './operation.ts'
import { getHostedZoneCount } from './operations/get-hosted-zone-count.ts'

/** In the order of Route 53's API reference. */
export const operations: readonly Operation[] = [getHostedZoneCount]
