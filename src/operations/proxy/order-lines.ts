// Orders to a running proxy and what it answers, a line of JSON each, over whatever connects both.
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { DnsctlError, fault, type Problem, problemsOf } from '../../base/errors.ts'

/** What can be asked for, by name; what throws is answered with its problems. */
export type ControlOrders = Readonly<Record<string, (given: unknown) => unknown>>

interface Order {
  readonly order: string
  readonly given?: unknown
}

type Answer = { readonly result: unknown } | { readonly problems: readonly Problem[] }

/** The longest line that a proxy takes, in characters. */
const longestOrder = 1_048_576
/** The longest that is taken from a proxy, above what `console.maximum_output_size` may be; V8 has no longer texts. */
const longestAnswer = 2 ** 29 - 25
/** The most octets of an answer, unless the settings say something else. */
const mostOctets = 10_000_000

/** Answers orders in the order in which they come, until the other side ends; never rejects. */
export async function serveOrders(
  stream: Duplex,
  orders: ControlOrders,
  limit: () => number = () => mostOctets,
): Promise<void> {
  // What goes wrong with a connection ends it, and nothing else.
  stream.on('error', () => {})
  try {
    for await (const line of linesOf(stream, longestOrder)) {
      const isTaken = stream.write(`${await answerLine(line, orders, limit())}\n`)
      if (!isTaken) await once(stream, 'drain')
    }
    stream.end()
  } catch {
    stream.destroy()
  }
}

async function answerLine(line: string, orders: ControlOrders, limit: number): Promise<string> {
  const text = JSON.stringify(await answerOf(line, orders))
  if (Buffer.byteLength(text) <= limit) return text
  const message = `the answer would have ${Buffer.byteLength(text)} octets, above the ${limit} of "console.maximum_output_size"`
  return JSON.stringify({ problems: problemsOf(fault('proxy-answer-too-large', message)) })
}

async function answerOf(line: string, orders: ControlOrders): Promise<Answer> {
  try {
    const { order = '', given } = (JSON.parse(line) ?? {}) as Partial<Order>
    const act = Object.hasOwn(orders, order) ? orders[order] : undefined
    if (!act)
      throw fault(
        'usage-invalid',
        `there is no order "${order}"; there are ${Object.keys(orders).join(', ')}`,
      )
    return { result: (await act(given)) ?? null }
  } catch (error) {
    if (error instanceof SyntaxError)
      return { problems: problemsOf(fault('usage-invalid', 'an order is a line of JSON')) }
    return { problems: problemsOf(error) }
  }
}

/** Gives orders over a connection, one after another. */
export interface OrderGiver {
  /** Gives an order; throws the problems that it is answered with, or `proxy-unreachable` if the connection ends. */
  give(order: string, given?: unknown): Promise<unknown>
  /** False once the connection has ended. */
  readonly isOpen: boolean
  close(): void
}

/** Makes what gives orders over a connection to a proxy that is called `where`. */
export function createOrderGiver(stream: Duplex, where: string): OrderGiver {
  stream.on('error', () => {})
  const lines = linesOf(stream, longestAnswer)
  let last: Promise<unknown> = Promise.resolve()
  const give = async (order: string, given: unknown): Promise<unknown> => {
    stream.write(`${JSON.stringify({ order, given })}\n`)
    const { value, done } = await lines.next().catch(() => ({ value: undefined, done: true as const }))
    if (done) throw fault('proxy-unreachable', `the proxy at ${where} has ended`)
    const answer = JSON.parse(value) as Answer
    if ('result' in answer) return answer.result
    const [first, ...others] = answer.problems
    throw new DnsctlError([first!, ...others])
  }
  return {
    give(order, given) {
      const next = last.then(() => give(order, given))
      last = next.catch(() => {})
      return next
    },
    get isOpen() {
      return !stream.destroyed && stream.readable && stream.writable
    },
    close: () => void stream.destroy(),
  }
}

/** Splits what comes into lines; throws for one that is too long. */
async function* linesOf(stream: Duplex, longest: number): AsyncGenerator<string, undefined> {
  stream.setEncoding('utf8')
  let begun: string[] = []
  let length = 0
  for await (const text of stream as AsyncIterable<string>) {
    const [first = '', ...others] = text.split('\n')
    begun.push(first)
    length += first.length
    if (length > longest) throw new RangeError(`a line is longer than ${longest} characters`)
    for (const part of others) {
      yield begun.join('')
      begun = [part]
      length = part.length
    }
  }
  return undefined
}
