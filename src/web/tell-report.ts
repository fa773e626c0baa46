// The report of a proxy as JSON can hold it.
import type { Report } from './schemas.ts'

type Latencies = Report['latencies']

/** JSON has no infinity: the last bucket has no limit there. */
export const tellLatencies = (latencies: Latencies): Latencies =>
  latencies.map(({ upTo, count }) =>
    upTo !== undefined && Number.isFinite(upTo) ? { upTo, count } : { count },
  )

/** The report without what JSON lacks. */
export const tellReport = (report: Report): Report => ({
  ...report,
  latencies: tellLatencies(report.latencies),
})
