// How the provider asks Route 53: every request goes through here, paced, retried, and with its errors translated.
import type * as sdk from '@aws-sdk/client-route-53'
import type { Listener } from '../../../base/io.ts'
import type { Name } from '../../../dns/name.ts'

/** The name of an operation of the API, which also is that of the IAM action it needs. */
export type Operation = {
  [K in keyof typeof sdk]: K extends `${infer N}Command` ? (N extends `$${string}` | '' ? never : N) : never
}[keyof typeof sdk]

type CommandOf<N extends Operation> = InstanceType<(typeof sdk)[`${N}Command`]>

export type InputOf<N extends Operation> = NonNullable<ConstructorParameters<(typeof sdk)[`${N}Command`]>[0]>

export type OutputOf<N extends Operation> = Awaited<
  ReturnType<ReturnType<CommandOf<N>['resolveMiddleware']>>
>['output']

export interface CallOptions {
  /** What is being done, for progress and errors: "reading example.com.". */
  readonly what: string
  /** Is told what is waited for. */
  readonly listener?: Listener | undefined
}

/** Route 53 as one account sees it. */
export interface Api {
  /**
   * Sends one request, and sends it again while that may help. Throws an `ApiFault`, which says whether the request may
   * have had its effect nonetheless.
   */
  call<N extends Operation>(operation: N, input: InputOf<N>, options: CallOptions): Promise<OutputOf<N>>
  close(): void
}

/** A hosted zone of the account. */
export interface ZoneRef {
  /** Without "/hostedzone/". */
  readonly id: string
  readonly origin: Name
}
