// The parameters of a service binding: `alpn="h2,h3" port=443` (RFC 9460 §2.1, §2.2, §7, §8).
import { fault } from '../../../base/errors.ts'
import { WireReader } from '../../wire/reader.ts'
import type { FieldKind } from '../field-kind.ts'
import { decodeWritten, type TextReader } from '../text.ts'
import { unescapeOctets } from './strings.ts'
import { type ParamForm, paramForm, paramKey, paramName, params, textName } from './svc-param.ts'

/** Values by name, in the order of the keys' numbers. */
export type SvcParams = Readonly<Record<string, unknown>>

/** Any number of parameters; must be the last field. */
export const svcParams: FieldKind<SvcParams> = {
  label: 'service parameters',
  readText(text, _context, field) {
    const entries: [number, unknown][] = []
    while (text.left > 0) {
      const { name, value } = nextParam(text, field)
      const key = paramKey(name)
      entries.push([key, parseParam(name, key, value)])
    }
    return inOrder(entries)
  },
  writeText: value =>
    Object.entries(value)
      .map(([name, each]) => {
        const key = paramKey(name)
        const written = paramForm(key).writeText(each)
        return written === '' ? textName(key) : `${textName(key)}=${written}`
      })
      .join(' '),
  readWire(wire) {
    const entries: [number, unknown][] = []
    for (let last = -1; wire.left > 0; ) {
      const key = wire.u16()
      if (key <= last) throw fault('wire-malformed', `parameter key ${key} comes after ${last}`)
      last = key
      entries.push([key, readValue(paramForm(key), wire.section(wire.u16()))])
    }
    return inOrder(entries)
  },
  writeWire(wire, value) {
    for (const [name, each] of Object.entries(value)) {
      const key = paramKey(name)
      wire.u16(key)
      wire.lengthPrefixed(() => paramForm(key).writeWire(wire, each))
    }
  },
  schema: {
    type: 'object',
    properties: Object.fromEntries(
      params.map(({ name, form, description }) => [name, { ...form.schema, description }]),
    ),
    patternProperties: { '^key\\d{1,5}$': { type: 'string' } },
    additionalProperties: false,
  },
  fromJson: input =>
    inOrder(
      Object.entries(input as SvcParams).map(([name, value]) => {
        const key = paramKey(name)
        const isOctets = isKeyForm(name)
        return [key, isOctets ? parseParam(name, key, value as string) : paramForm(key).fromJson(value, name)]
      }),
    ),
  fallback: {},
}

const isKeyForm = (name: string): boolean => /^key\d/.test(name)

/** The next `name`, `name=value` or `name="value"`; the last comes as two tokens. */
function nextParam(text: TextReader, field: string): { name: string; value: string | undefined } {
  const { text: word, quoted } = text.next(field)
  if (quoted) throw fault('rdata-syntax', `"${word}" has no parameter name before it`)
  const equals = word.indexOf('=')
  if (equals < 0) return { name: word, value: undefined }
  const isBeforeQuotes = equals === word.length - 1 && text.peek()?.quoted
  return {
    name: word.slice(0, equals),
    value: isBeforeQuotes ? text.next(field).text : word.slice(equals + 1),
  }
}

/** Reads a value in text; that of `keyNNNNN` is the octets of the wire, even for a key with a name. */
function parseParam(name: string, key: number, value: string | undefined): unknown {
  const form = paramForm(key)
  if (!isKeyForm(name)) return form.parse(value ?? '', name)
  return decodeWritten(name, () => readValue(form, new WireReader(unescapeOctets(value ?? ''))))
}

function readValue(form: ParamForm, wire: WireReader): unknown {
  const value = form.readWire(wire)
  if (wire.left > 0) throw fault('wire-malformed', `a parameter has ${wire.left} octets too many`)
  return value
}

function inOrder(entries: [number, unknown][]): SvcParams {
  entries.sort(([a], [b]) => a - b)
  const twice = entries.find(([key], i) => key === entries[i + 1]?.[0])
  if (twice) throw fault('rdata-invalid', `parameter ${paramName(twice[0])} is there twice`)
  return Object.fromEntries(entries.map(([key, value]) => [paramName(key), value]))
}

/** Fields of SVCB and HTTPS. */
interface Binding {
  readonly priority: number
  readonly params: SvcParams
}

/** What breaks the rules that SVCB and HTTPS share. */
export function bindingProblems({ priority, params }: Binding): readonly string[] {
  // Nobody looks at the parameters of an alias (RFC 9460 §2.4.2).
  if (priority === 0) return []
  const names = Object.keys(params)
  const problems: string[] = []
  for (const name of (params.mandatory ?? []) as string[])
    if (!names.includes(name)) problems.push(`mandatory names ${name}, which is missing (RFC 9460 §8)`)
  if (names.includes('no-default-alpn') && !names.includes('alpn'))
    problems.push('no-default-alpn needs alpn beside it (RFC 9460 §7.1.1)')
  return problems
}
