// What is answered to a request: a status and a body.
import { DnsctlError, type Problem, problemsOf } from '../base/errors.ts'

export interface WebAnswer {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer as JSON. */
export const jsonAnswer = (value: unknown): WebAnswer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(value),
})

/** Says why a request is not done. */
export const refusal = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): WebAnswer => ({
  ...problemsAnswer(status, [{ code: codesByStatus[status] ?? 'usage-invalid', message }]),
  headers,
})

const codesByStatus: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'body-not-json',
  421: 'misdirected',
  429: 'too-many-requests',
  503: 'too-many-watchers',
}

const problemsAnswer = (status: number, problems: readonly Pick<Told, 'code' | 'message'>[]): WebAnswer => ({
  status,
  type: 'application/json',
  body: JSON.stringify({ problems: problems.map(({ code, message }) => ({ code, message })) }),
})

type Told = Omit<Problem, 'code'> & { readonly code: string }

/** Says what went wrong; of a fault of ours not where, which is for the log alone. */
export function failure(error: unknown): WebAnswer {
  if (!(error instanceof DnsctlError))
    return problemsAnswer(500, [{ code: 'internal-fault', message: 'a fault of ours' }])
  const status = error.code.endsWith('-unknown') ? 404 : error.code === 'internal-fault' ? 500 : 400
  return problemsAnswer(status, problemsOf(error))
}
