// The AWS SDK, loaded when the first request is made; it sends each request once, the pacer does the rest.
import { createRequire } from 'node:module'
import type * as sdk from '@aws-sdk/client-route-53'
import type * as credentials from '@aws-sdk/credential-providers'
import type { Route53Settings } from '../settings.ts'
import type { InputOf, Operation, OutputOf } from './api.ts'
import { readChangeBatchErrors } from './change-batch-error.ts'

/** How long a connection may take, and an answer. Route 53 answers within seconds, also to a batch of a thousand. */
const connectMs = 10_000
const answerMs = 60_000

type Logger = NonNullable<sdk.Route53ClientConfig['logger']>

/**
 * The SDK would otherwise print what it thinks of the environment. To whoever takes infos it gives each request and its
 * answer, of which it makes a copy.
 */
const quiet = { debug() {}, warn() {}, error() {} } as Logger

/** Sends single requests. */
export interface Client {
  send<N extends Operation>(operation: N, input: InputOf<N>): Promise<OutputOf<N>>
  close(): void
}

/** Makes a client; nothing is loaded and no credentials are looked for before it sends. */
export function openClient(settings: Route53Settings): Client {
  let opened: { client: sdk.Route53Client; module: typeof sdk } | undefined
  const open = () => (opened ??= start(settings))
  return {
    async send(operation, input) {
      const { client, module } = open()
      const Command = module[`${operation}Command`] as unknown as new (input: unknown) => never
      return client.send(new Command(input))
    },
    close: () => opened?.client.destroy(),
  }
}

function start(settings: Route53Settings) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const load = createRequire(import.meta.url)
  const module = load('@aws-sdk/client-route-53') as typeof sdk
  const { region, profile, endpoint, assume_role: role } = settings
  const client = new module.Route53Client({
    region,
    maxAttempts: 1,
    logger: quiet,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
    },
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(role && { credentials: roleCredentials(load, role, settings) }),
  })
  client.middlewareStack.add(readChangeBatchErrors, { step: 'deserialize', priority: 'low' })
  return { client, module }
}

/** Credentials of a role, got with those of the profile or the default chain, and renewed in time. */
function roleCredentials(
  load: NodeJS.Require,
  { arn, session_name, external_id }: NonNullable<Route53Settings['assume_role']>,
  { region, profile }: Route53Settings,
) {
  const { fromTemporaryCredentials, fromNodeProviderChain } = load(
    '@aws-sdk/credential-providers',
  ) as typeof credentials
  return fromTemporaryCredentials({
    params: {
      RoleArn: arn,
      RoleSessionName: session_name,
      ...(external_id !== undefined && { ExternalId: external_id }),
    },
    clientConfig: { region },
    masterCredentials: fromNodeProviderChain({ logger: quiet, ...(profile !== undefined && { profile }) }),
  })
}
