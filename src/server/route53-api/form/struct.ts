// Structures of named members, which stand in the body, the path, the query or a header.
import { ApiError } from '../errors.ts'
import type { XmlElement } from './read-xml.ts'
import { elementOf, type Scalar, type Shape, violation } from './shapes.ts'

/** Where a member stands outside of the body. */
export type MemberPlace = { readonly uri: true } | { readonly query: string } | { readonly header: string }

/** A member that is required, or stands elsewhere than in the body; a bare shape is optional and in the body. */
export interface Member<T, Required extends boolean = boolean> {
  readonly shape: Shape<T>
  readonly isRequired: Required
  readonly place?: MemberPlace
}

export type Members = Readonly<Record<string, Shape<unknown> | Member<unknown>>>

type ValueOf<M> = M extends Member<infer T> ? T : M extends Shape<infer T> ? T : never
type RequiredKeys<M> = { [K in keyof M]: M[K] extends { isRequired: true } ? K : never }[keyof M]

/** The value of a structure: members that are not required may be absent. */
export type StructValue<M extends Members> = {
  readonly [K in RequiredKeys<M>]: ValueOf<M[K]>
} & { readonly [K in Exclude<keyof M, RequiredKeys<M>>]?: ValueOf<M[K]> }

/** A structure, and what it is made of. */
export interface Struct<M extends Members> extends Shape<StructValue<M>> {
  readonly members: M
}

/** A member that must be there. */
export const required = <T>(of: Shape<T> | Member<T>): Member<T, true> => ({
  ...member(of),
  isRequired: true,
})

/** A member in the path, in place of `{Name}`. */
export const uri = <T>(shape: Scalar<T>): Member<T, true> => ({
  shape,
  isRequired: true,
  place: { uri: true },
})

/** A member in the query under a name of its own. */
export const query = <T>(name: string, shape: Scalar<T>): Member<T, false> => ({
  shape,
  isRequired: false,
  place: { query: name },
})

/** A member in a header of the response. */
export const header = <T>(name: string, shape: Scalar<T>): Member<T, false> => ({
  shape,
  isRequired: false,
  place: { header: name },
})

/** Gives a bare shape the form of a member. */
export const member = <T>(of: Shape<T> | Member<T>): Member<T> =>
  'shape' in of ? of : { shape: of, isRequired: false }

/** Makes a structure of its members, in the order in which they are written. */
export function struct<const M extends Members>(members: M): Struct<M> {
  const inBody = Object.entries(members)
    .map(([name, of]) => ({ name, ...member(of) }))
    .filter(({ place }) => !place)
  const known = new Set(inBody.map(({ name }) => name))
  return {
    members,
    read(element, at, violations) {
      const children = childrenOf(element, known)
      const value: Record<string, unknown> = {}
      for (const { name, shape, isRequired } of inBody) {
        const path = memberPath(at, name)
        const child = children.get(name)
        const read = child && shape.read(child, path, violations)
        if (read !== undefined) value[name] = read
        if (!child && isRequired) violations.push(violation('null', path, 'not be null'))
      }
      return value as StructValue<M>
    },
    write: value =>
      inBody
        .map(({ name, shape }) => {
          const held = (value as Record<string, unknown>)[name]
          return held === undefined ? '' : elementOf(name, shape.write(held))
        })
        .join(''),
  }
}

/** The children by their names, each of which is known and there once. */
function childrenOf(element: XmlElement, known: ReadonlySet<string>): Map<string, XmlElement> {
  if (element.text.trim() !== '') throw new ApiError('MalformedInput', `Unexpected text in '${element.name}'`)
  const children = new Map<string, XmlElement>()
  for (const child of element.children) {
    const where = `element '${child.name}' in '${element.name}'`
    if (!known.has(child.name)) throw new ApiError('MalformedInput', `Unexpected ${where}`)
    if (children.has(child.name)) throw new ApiError('MalformedInput', `Repeated ${where}`)
    children.set(child.name, child)
  }
  return children
}

/** The path of a member as AWS writes it: `changeBatch.changes.1.member.action`. */
export const memberPath = (at: string, name: string): string => {
  const camel = name.charAt(0).toLowerCase() + name.slice(1)
  return at === '' ? camel : `${at}.${camel}`
}
