// GetHostedZoneCount: how many hosted zones there are.
import { defineOperation } from '../operation.ts'
import { integer } from '../shapes.ts'
import { required, struct } from '../struct.ts'

/** Counts the zones of the store. */
export const getHostedZoneCount = defineOperation({
  name: 'GetHostedZoneCount',
  method: 'GET',
  path: '/2013-04-01/hostedzonecount',
  input: struct({}),
  output: struct({ HostedZoneCount: required(integer()) }),
  run: ({ store }) => ({ HostedZoneCount: store.zones().length }),
})
