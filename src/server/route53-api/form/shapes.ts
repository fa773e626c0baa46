// The language in which operations state what their requests and responses hold. A shape knows how a value is read
// from a request, with AWS's checks, and how it is written in a response; types follow from it: `Value<typeof hostedZone>`.
import { ApiError } from '../errors.ts'
import { escapeXml } from '../xml-text.ts'
import type { XmlElement } from './read-xml.ts'

/** What a value is. */
export interface Shape<T> {
  /** Reads an element; adds what is wrong with it to `violations` and gives undefined then. */
  read(element: XmlElement, at: string, violations: string[]): T | undefined
  /** Writes the content of an element. */
  write(value: T): string
}

/** A value that is one text, so that it may stand in a path, a query or a header too. */
export interface Scalar<T> extends Shape<T> {
  parse(text: string, at: string, violations: string[]): T | undefined
  text(value: T): string
}

/** The TypeScript value of a shape. */
export type Value<S> = S extends Shape<infer T> ? T : never

/** Says what AWS says of a value that breaks a rule: `mustBe` goes on "Member must …". */
export const violation = (value: string, at: string, mustBe: string): string =>
  `Value ${value === 'null' ? value : `'${shortened(value)}'`} at '${at}' failed to satisfy constraint: Member must ${mustBe}`

const longest = 256
const shortened = (value: string): string => (value.length > longest ? `${value.slice(0, longest)}…` : value)

/** Makes a scalar of how it is parsed and what its text is. */
export const scalar = <T>(parse: Scalar<T>['parse'], text: Scalar<T>['text']): Scalar<T> => ({
  parse,
  text,
  read(element, at, violations) {
    if (element.children[0]) throw unexpected(element.children[0].name, element.name)
    return parse(element.text, at, violations)
  },
  write: value => escapeXml(text(value)),
})

const unexpected = (name: string, parent: string): ApiError =>
  new ApiError('MalformedInput', `Unexpected element '${name}' in '${parent}'`)

export interface TextLimits {
  /** Bounds of the length, in UTF-16 units. */
  readonly min?: number
  readonly max?: number
  /** What the whole text must match. */
  readonly pattern?: RegExp
}

/** Text as it stands, blanks included. */
export const text = (limits: TextLimits = {}): Scalar<string> =>
  scalar(
    (value, at, violations) => {
      const wrong = lengthFault(value.length, limits) ?? patternFault(value, limits.pattern)
      if (wrong === undefined) return value
      violations.push(violation(value, at, wrong))
      return undefined
    },
    value => value,
  )

function lengthFault(length: number, { min = 0, max = Number.POSITIVE_INFINITY }: TextLimits) {
  if (length < min) return `have length greater than or equal to ${min}`
  return length > max ? `have length less than or equal to ${max}` : undefined
}

const patternFault = (value: string, pattern: RegExp | undefined) =>
  pattern && pattern.exec(value)?.[0] !== value
    ? `satisfy regular expression pattern: ${pattern.source}`
    : undefined

/** Text that is one of those listed. */
export const choice = <const T extends string>(...values: readonly T[]): Scalar<T> =>
  scalar(
    (stated, at, violations) => {
      const value = stated.trim()
      const found = values.find(one => one === value)
      if (found === undefined)
        violations.push(violation(value, at, `satisfy enum value set: [${values.join(', ')}]`))
      return found
    },
    value => value,
  )

/** The id of a resource, which may come with its kind in front: `/hostedzone/Z1` is `Z1`. */
export const resourceId = (kind: string, limits: TextLimits = { max: 32 }): Scalar<string> => {
  const bare = text(limits)
  const prefix = new RegExp(`^/?${kind}/`)
  return scalar((id, at, violations) => bare.parse(id.replace(prefix, ''), at, violations), bare.text)
}

export interface NumberLimits {
  readonly min?: number
  readonly max?: number
}

/** A whole number that a double holds exactly; the model's integers and longs, and its counts that are texts. */
export const integer = (limits: NumberLimits = {}): Scalar<number> =>
  numeric(/^[+-]?\d{1,16}$/, 'be an integer', limits)

/** A number with a fraction. */
export const float = (limits: NumberLimits = {}): Scalar<number> =>
  numeric(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'be a number', limits)

function numeric(syntax: RegExp, mustBe: string, limits: NumberLimits): Scalar<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = limits
  return scalar((stated, at, violations) => {
    const value = syntax.test(stated.trim()) ? Number(stated) : Number.NaN
    const wrong = Number.isNaN(value)
      ? mustBe
      : value < min
        ? `have value greater than or equal to ${min}`
        : value > max
          ? `have value less than or equal to ${max}`
          : undefined
    if (wrong === undefined) return value
    violations.push(violation(stated, at, wrong))
    return undefined
  }, String)
}

/** True or false, or 1 or 0, as XML Schema has it. */
export const boolean: Scalar<boolean> = scalar((stated, at, violations) => {
  const value = stated.trim()
  if (/^(true|false|1|0)$/.test(value)) return value === 'true' || value === '1'
  violations.push(violation(value, at, 'be a boolean'))
  return undefined
}, String)

/** A moment in milliseconds since the Unix epoch, as the clock gives it; ISO 8601 in XML. */
export const timestamp: Scalar<number> = scalar(
  (stated, at, violations) => {
    const value = Date.parse(stated.trim())
    if (!Number.isNaN(value)) return value
    violations.push(violation(stated, at, 'be a timestamp'))
    return undefined
  },
  value => new Date(value).toISOString(),
)

export interface ListLimits {
  /** Bounds of the number of elements. */
  readonly min?: number
  readonly max?: number
}

/** A list, each of its values in an element of the given name. */
export const list = <T>(name: string, of: Shape<T>, limits: ListLimits = {}): Shape<readonly T[]> => ({
  read(element, at, violations) {
    if (element.text.trim() !== '') throw unexpectedText(element)
    const { children } = element
    const wrong = lengthFault(children.length, limits)
    if (wrong !== undefined) violations.push(violation(`[${children.length} elements]`, at, wrong))
    if (children.length > (limits.max ?? Number.POSITIVE_INFINITY)) return undefined
    return children.flatMap((child, i) => {
      if (child.name !== name) throw unexpected(child.name, element.name)
      const value = of.read(child, `${at}.${i + 1}.member`, violations)
      return value === undefined ? [] : [value]
    })
  },
  write: values => values.map(value => elementOf(name, of.write(value))).join(''),
})

const unexpectedText = ({ name }: XmlElement): ApiError =>
  new ApiError('MalformedInput', `Unexpected text in '${name}'`)

/** An element with the content given; AWS writes an empty one as one tag. */
export const elementOf = (name: string, content: string): string =>
  content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`
