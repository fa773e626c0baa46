// Waits until changes are on all of Route 53's servers (GetChange: PENDING, then INSYNC), up to a deadline.
import { type Problem, problem, problemsOf } from '../../../base/errors.ts'
import type { Api, CallOptions } from '../api/api.ts'
import type { Pulse } from '../api/pacer.ts'

const firstStepMs = 1000
const growth = 1.5
const mostStepMs = 10_000

/**
 * Waits for one change after the other: all are on their way at once, so most have arrived when they are asked for.
 * What goes wrong is told and not thrown, as the changes themselves are made.
 */
export async function waitUntilInSync(
  api: Api,
  ids: readonly string[],
  timeoutMs: number,
  pulse: Pick<Pulse, 'now' | 'sleep'>,
  options: CallOptions,
): Promise<Problem[]> {
  const deadline = pulse.now() + timeoutMs
  let stepMs = firstStepMs
  try {
    for (const [done, id] of ids.entries()) {
      while (!(await isInSync(api, id, options))) {
        options.listener?.({ kind: 'progress', task: waiting, done, total: ids.length })
        if (pulse.now() + stepMs > deadline) return [pending(ids.length - done, timeoutMs)]
        await pulse.sleep(stepMs)
        stepMs = Math.min(mostStepMs, stepMs * growth)
      }
      options.listener?.({ kind: 'progress', task: waiting, done: done + 1, total: ids.length })
    }
    return []
  } catch (error) {
    const [{ message }] = problemsOf(error) as [Problem]
    return [
      problem('route53-not-in-sync', `Route 53 cannot be asked whether the change is in sync: ${message}`),
    ]
  }
}

const waiting = 'waiting for Route 53’s servers'

async function isInSync(api: Api, id: string, options: CallOptions): Promise<boolean> {
  const { ChangeInfo } = await api.call('GetChange', { Id: id }, options)
  return ChangeInfo?.Status === 'INSYNC'
}

function pending(count: number, timeoutMs: number): Problem {
  const changes = count === 1 ? 'a change is' : `${count} changes are`
  return problem('route53-not-in-sync', `${changes} still pending after ${timeoutMs / 1000} s`)
}
