// ListQueryLoggingConfigs: nothing is logged to AWS from here.

import { defineOperation } from '../form/operation.ts'
import { list, text } from '../form/shapes.ts'
import { query, required, struct } from '../form/struct.ts'
import { hostedZone } from '../state/hosted-zones.ts'
import { tokenQuery, zoneId } from './common-shapes.ts'

export const listQueryLoggingConfigs = defineOperation({
  name: 'ListQueryLoggingConfigs',
  method: 'GET',
  path: '/2013-04-01/queryloggingconfig',
  input: struct({ HostedZoneId: query('hostedzoneid', zoneId), ...tokenQuery }),
  output: struct({
    QueryLoggingConfigs: required(
      list(
        'QueryLoggingConfig',
        struct({
          Id: required(text()),
          HostedZoneId: required(text()),
          CloudWatchLogsLogGroupArn: required(text()),
        }),
      ),
    ),
    NextToken: text(),
  }),
  run({ store }, { HostedZoneId }) {
    if (HostedZoneId !== undefined) hostedZone(store, HostedZoneId)
    return { QueryLoggingConfigs: [] }
  },
})
