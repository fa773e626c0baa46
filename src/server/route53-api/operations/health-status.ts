// What health checks found, and from where.
import type { HealthReport } from '../../health/monitor.ts'
import { defineOperation } from '../form/operation.ts'
import { list, text } from '../form/shapes.ts'
import { required, struct } from '../form/struct.ts'
import { shownCheck } from '../state/health-checks.ts'
import { healthCheckIdUri, observations } from './health-check-shapes.ts'

const output = struct({ HealthCheckObservations: required(observations) })

/** All checks are run by this server, which stands for every region. */
const checker = { Region: 'us-east-1', IPAddress: '127.0.0.1' }

/** As Route 53 words it: `Success: HTTP Status Code 200, OK`. */
const observed = ({ isWell, detail, checkedAt }: HealthReport) => ({
  ...checker,
  StatusReport: {
    Status: `${isWell ? 'Success' : 'Failure'}: ${detail}`,
    ...(checkedAt !== undefined && { CheckedTime: checkedAt }),
  },
})

/** Tells what the last look of a check found; nothing if nobody has looked. */
export const getHealthCheckStatus = defineOperation({
  name: 'GetHealthCheckStatus',
  method: 'GET',
  path: '/2013-04-01/healthcheck/{HealthCheckId}/status',
  input: struct(healthCheckIdUri),
  output,
  async run({ store, healthOf }, { HealthCheckId }) {
    const report = await healthOf?.(shownCheck(store, HealthCheckId).check)
    return { HealthCheckObservations: report ? [observed(report)] : [] }
  },
})

/** Tells why a check fails; nothing if it does not. */
export const getHealthCheckLastFailureReason = defineOperation({
  name: 'GetHealthCheckLastFailureReason',
  method: 'GET',
  path: '/2013-04-01/healthcheck/{HealthCheckId}/lastfailurereason',
  input: struct(healthCheckIdUri),
  output,
  async run({ store, healthOf }, { HealthCheckId }) {
    const report = await healthOf?.(shownCheck(store, HealthCheckId).check)
    return { HealthCheckObservations: report && !report.isWell ? [observed(report)] : [] }
  },
})

/** The networks that checks come from. */
export const getCheckerIpRanges = defineOperation({
  name: 'GetCheckerIpRanges',
  method: 'GET',
  path: '/2013-04-01/checkeripranges',
  input: struct({}),
  output: struct({ CheckerIpRanges: required(list('member', text())) }),
  run: () => ({ CheckerIpRanges: [`${checker.IPAddress}/32`] }),
})
