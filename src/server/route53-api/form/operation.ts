// The form of one operation of the API, and how its shapes turn a request into its answer.
import type { ApiContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { namespace } from '../xml-text.ts'
import { readXml } from './read-xml.ts'
import { type Scalar, violation } from './shapes.ts'
import { type Member, type Members, member, memberPath, type Struct, type StructValue } from './struct.ts'

export type Method = 'GET' | 'POST' | 'DELETE'

/** An operation as it is declared. */
interface Declaration<I extends Members, O extends Members> {
  readonly name: string
  readonly method: Method
  /** Such as `/2013-04-01/hostedzone/{Id}/rrset`; what is in braces are members of the input. */
  readonly path: string
  readonly input: Struct<I>
  readonly output: Struct<O>
  /** The HTTP status of success; 200 by default. */
  readonly status?: number
  /** Does it. Throws ApiError. */
  run(context: ApiContext, input: StructValue<I>): StructValue<O> | Promise<StructValue<O>>
}

/** The parts of a request that an operation reads its input from. */
export interface RequestParts {
  /** By the names in the path's braces, decoded. */
  readonly labels: ReadonlyMap<string, string>
  readonly query: ReadonlyMap<string, string>
  readonly body: Uint8Array
}

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An operation as requests meet it. */
export interface Operation {
  readonly name: string
  readonly method: Method
  readonly path: string
  /** Reads the input, does it, and writes the output. Throws ApiError. */
  answer(context: ApiContext, request: RequestParts): Promise<ApiAnswer>
}

/** Makes an operation of its declaration. */
export function defineOperation<I extends Members, O extends Members>(of: Declaration<I, O>): Operation {
  const { name, method, path, status = 200 } = of
  return {
    name,
    method,
    path,
    async answer(context, request) {
      const output = await of.run(context, readInput(name, of.input, request))
      return { status, headers: headersOf(of.output, output), body: document(name, of.output, output) }
    },
  }
}

/** Reads an input from all its places; throws every violation at once, as AWS does. */
function readInput<I extends Members>(name: string, input: Struct<I>, request: RequestParts): StructValue<I> {
  const violations: string[] = []
  const value: Record<string, unknown> = {}
  const members = Object.entries(input.members).map(([key, of]) => [key, member(of)] as const)
  for (const [key, of] of members) {
    if (!of.place) continue
    const path = memberPath('', key)
    const text = textOf(key, of, request)
    const read = text === undefined ? undefined : (of.shape as Scalar<unknown>).parse(text, path, violations)
    if (read !== undefined) value[key] = read
    if (text === undefined && of.isRequired) violations.push(violation('null', path, 'not be null'))
  }
  if (members.some(([, { place }]) => !place))
    Object.assign(value, input.read(rootOf(name, request.body), '', violations))
  if (violations.length > 0) throw new ApiError('ValidationError', violationsText(violations))
  return value as StructValue<I>
}

/** What a request says of a member outside of the body; what is empty in a query is not there. */
function textOf(key: string, { place }: Member<unknown>, { labels, query }: RequestParts) {
  if (place && 'uri' in place) return labels.get(key)
  if (place && 'query' in place) return query.get(place.query) || undefined
  return undefined
}

const violationsText = (violations: readonly string[]): string =>
  `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected: ${violations.join('; ')}`

/** The root of the body; an empty one is a root without members. */
function rootOf(name: string, body: Uint8Array) {
  const expected = `${name}Request`
  if (body.length === 0) return { name: expected, text: '', children: [] }
  const root = readXml(body)
  if (root.name === expected) return root
  throw new ApiError('MalformedInput', `Unexpected root element '${root.name}', not '${expected}'`)
}

function headersOf<O extends Members>(
  { members }: Struct<O>,
  output: StructValue<O>,
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [key, of] of Object.entries(members)) {
    const { place, shape } = member(of)
    const value = (output as Record<string, unknown>)[key]
    if (place && 'header' in place && value !== undefined)
      headers[place.header] = (shape as Scalar<unknown>).text(value)
  }
  return headers
}

const document = <O extends Members>(name: string, shape: Struct<O>, output: StructValue<O>): string =>
  `<?xml version="1.0"?>\n<${name}Response xmlns="${namespace}">${shape.write(output)}</${name}Response>`
