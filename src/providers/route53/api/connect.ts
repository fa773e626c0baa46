// Connects to an account: the client, the pacer that all connections to the account share, and errors in our words.
import { setTimeout } from 'node:timers/promises'
import { type Listener, silent } from '../../../base/io.ts'
import type { Route53Settings } from '../settings.ts'
import type { Api } from './api.ts'
import { apiFault } from './api-fault.ts'
import { openClient } from './client.ts'
import { failureOf } from './failure.ts'
import { type Pacer, type Pulse, type Retry, startPacer } from './pacer.ts'

/** Real time and chance. */
export const realPulse: Pulse = {
  now: () => performance.now(),
  sleep: async ms => void (await setTimeout(ms)),
  random: Math.random,
}

/** Makes the API of the account that the settings name; nothing is sent yet. `told` hears of waits that no caller listens to. */
export function connect(settings: Route53Settings, pulse: Pulse = realPulse, told: Listener = silent): Api {
  const client = openClient(settings)
  const pacer = pacerOf(settings, pulse)
  return {
    call: (operation, input, { what, listener = told }) =>
      pacer.run({
        attempt: () => client.send(operation, input),
        failureOf,
        giveUp: end => apiFault(operation, what, end),
        onRetry: retry => listener(progressOf(what, retry)),
      }),
    close: () => client.close(),
  }
}

/** One for each account that this process knows, as far as that can be told without asking AWS. */
const pacers = new Map<string, Pacer>()

function pacerOf(settings: Route53Settings, pulse: Pulse): Pacer {
  const { profile, endpoint, assume_role: role, requests_per_second: rate } = settings
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID } = process.env
  const signer = profile ?? AWS_ACCESS_KEY_ID ?? AWS_PROFILE
  const account = JSON.stringify([endpoint, accountOf(role?.arn) ?? signer])
  const pacer = pacers.get(account) ?? startPacer(rate, pulse)
  pacer.limit(rate)
  pacers.set(account, pacer)
  return pacer
}

/** The account's number, which a role's ARN has. */
const accountOf = (arn: string | undefined): string | undefined => arn?.split(':')[4]

const reasons: Readonly<Record<Retry['failure']['kind'], string>> = {
  final: 'the request failed',
  skewed: 'the clock is set by the answer',
  throttled: 'AWS asks for fewer requests',
  busy: 'Route 53 is not done with the last change of the zone',
  lost: 'the answer was lost',
  unreachable: 'the server cannot be reached',
}

function progressOf(what: string, { failure, attempt, attempts, waitMs }: Retry) {
  const seconds = Math.max(0.1, waitMs / 1000).toFixed(1)
  const task = `${what}: ${reasons[failure.kind]}, again in ${seconds} s, attempt`
  return { kind: 'progress' as const, task, done: attempt, total: attempts }
}
