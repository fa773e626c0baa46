// Route 53 may answer InvalidChangeBatch as a document of its own instead of an ErrorResponse (API Reference,
// ChangeResourceRecordSets, "Errors"); the SDK takes that for an unknown error without a message.
import { text } from 'node:stream/consumers'

/** What of an HTTP answer is looked at; its body can be read once. */
interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  body: AsyncIterable<Uint8Array> | Uint8Array
}

const document = /^\s*(?:<\?xml[^>]*>\s*)?<InvalidChangeBatch[\s>]/

/** For the SDK's middleware stack, below its own reading of answers: throws such an answer as the error it is. */
export const readChangeBatchErrors =
  <I, O extends { readonly response: unknown }>(next: (input: I) => Promise<O>) =>
  async (input: I): Promise<O> => {
    const result = await next(input)
    const answer = result.response as Answer
    if (answer.statusCode !== 400) return result
    const body = await text(answer.body as AsyncIterable<Uint8Array>)
    if (document.test(body)) throw changeBatchError(body, answer)
    answer.body = Buffer.from(body)
    return result
  }

function changeBatchError(body: string, answer: Answer): Error {
  const messages = [...body.matchAll(/<Message>([^<]*)<\/Message>/g)].map(([, message]) =>
    unescaped(message!),
  )
  return Object.assign(new Error(messages.join('; ')), {
    name: 'InvalidChangeBatch',
    messages,
    $fault: 'client',
    $response: { statusCode: answer.statusCode, headers: answer.headers },
  })
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Reads XML's entities and character references. */
const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) =>
    name === undefined
      ? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
      : (entities[name] ?? all),
  )
