import { describe, expect, test } from 'vitest'
import { type JsonSchema, schemasAt } from '../../../src/base/json-schema.ts'
import { actionParts } from '../../../src/proxy/rules/actions/action-parts.ts'
import { responseActionParts } from '../../../src/proxy/rules/response-actions/response-action-parts.ts'
import { selectorParts } from '../../../src/proxy/rules/selectors/selector-parts.ts'
import { absentSettings, absentTypes } from '../../../src/proxy/settings/absent-settings.ts'
import { proxySchema } from '../../../src/proxy/settings/settings.ts'

interface Setting {
  readonly path: string
  readonly schema: JsonSchema
  readonly isRequired: boolean
}

/** Every setting but those of parts of rules, which are in tables of their own. */
function* settingsIn(schema: JsonSchema, path: string): Generator<Setting> {
  const { properties = {}, items, required = [] } = schema
  for (const [name, each] of Object.entries(properties as Readonly<Record<string, JsonSchema>>)) {
    if (each.$ref !== undefined) continue
    const at = path === '' ? name : `${path}.${name}`
    yield { path: at, schema: each, isRequired: (required as readonly string[]).includes(name) }
    yield* settingsIn(each, at)
  }
  if (items) yield* settingsIn(items as JsonSchema, `${path}[]`)
}

const settings = [...settingsIn(proxySchema, '')]

test('every setting is described, in one sentence at least', () => {
  expect(settings.length).toBeGreaterThan(200)
  const undescribed = settings.filter(({ schema }) => !/[.:)]$/.test(String(schema.description ?? '')))
  expect(undescribed.map(({ path }) => path)).toEqual([])
})

test('a mapping of settings takes no others, and is there if it is not stated', () => {
  const open = settings.filter(
    ({ schema }) => schema.type === 'object' && (schema.additionalProperties !== false || !schema.default),
  )
  expect(open.map(({ path }) => path)).toEqual([])
})

test('no table is broken by what it says', () => {
  expect(settings.filter(({ schema }) => String(schema.description).includes('|'))).toEqual([])
})

describe('what only dnsdist has', () => {
  test('is not here', () => {
    const steps = (path: string) => path.split(/\.|(?=\[\])/).map(step => (step === '[]' ? 0 : step))
    const here = Object.keys(absentSettings).filter(path => schemasAt(proxySchema, steps(path)).length > 0)
    expect(here).toEqual([])
  })

  test('would stand in a section that is here, or is one', () => {
    const parents = Object.keys(absentSettings).filter(path => path.includes('.'))
    const known = new Set(settings.map(({ path }) => path))
    const lost = parents.filter(path => !known.has(path.slice(0, path.lastIndexOf('.')).replace(/\[\]$/, '')))
    expect(lost).toEqual([])
  })

  test('are no types of selectors and actions', () => {
    const types = [...selectorParts, ...actionParts, ...responseActionParts].map(({ type }) => type)
    expect(Object.keys(absentTypes).filter(type => types.includes(type))).toEqual([])
  })
})
