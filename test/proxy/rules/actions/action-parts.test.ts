// What the tables of actions say of themselves, which the schema and the reference are made of.
import { describe, expect, test } from 'vitest'
import { mismatches } from '../../../../src/base/check-value.ts'
import { compileSchema } from '../../../../src/base/compile-schema.ts'
import { actionParts } from '../../../../src/proxy/rules/actions/action-parts.ts'
import { responseActionParts } from '../../../../src/proxy/rules/response-actions/response-action-parts.ts'
import { ruleSchemas } from '../../../../src/proxy/rules/schema.ts'

describe.each([
  ['actions', actionParts],
  ['response actions', responseActionParts],
])('%s', (_, parts) => {
  test('have types of their own, in order', () => {
    const types = parts.map(({ type }) => type)
    expect(types).toEqual([...new Set(types)].sort())
  })

  test.each(parts.map(part => [part.type, part] as const))(
    '%s describes itself and its settings',
    (_type, part) => {
      expect(part.summary).toMatch(/^[A-Z].*\.$/)
      for (const schema of Object.values(part.properties)) expect(schema.description).toMatch(/^[A-Z].*\.$/)
      // What must be there has no default, and the other way round.
      for (const [name, schema] of Object.entries(part.properties))
        expect([name, 'default' in schema && part.required.includes(name)]).toEqual([name, false])
    },
  )
})

/** By the names of dnsdist 2.0. */
const all = {
  actions: `Allow Continue Delay Drop ERCode HTTPStatus Log NegativeAndSOA None Pool QPS QPSPool RCode SetDisableECS
    SetDisableValidation SetECS SetECSOverride SetECSPrefixLength SetEDNSOption SetExtendedDNSError SetMacAddr
    SetMaxReturnedTTL SetNoRecurse SetSkipCache SetTag SetTempFailureCacheTTL Spoof SpoofCNAME SpoofPacket SpoofRaw SpoofSVC TC Tee UnsetTag`,
  responseActions: `Allow ClearRecordTypes Delay Drop LimitTTL Log SetEDNSOption SetExtendedDNSError SetMaxReturnedTTL
    SetMaxTTL SetMinTTL SetReducedTTL SetSkipCache SetTag TC UnsetTag`,
}

test('all are there', () => {
  expect(actionParts.map(({ type }) => type)).toEqual(all.actions.split(/\s+/))
  expect(responseActionParts.map(({ type }) => type)).toEqual(all.responseActions.split(/\s+/))
})

test('actions and response actions are told apart by their schemas', async () => {
  const ref = (name: string) => ({ $ref: `#/definitions/${name}` })
  const properties = { action: ref('action'), response: ref('response_action') }
  const checked = await compileSchema({ type: 'object', properties, definitions: ruleSchemas })
  const action = { type: 'Continue', action: { type: 'SetExtendedDNSError', info_code: 15 } }
  const response = { type: 'LimitTTL', min: 1, max: 2 }
  expect(mismatches(checked, { action, response })).toEqual([])
  expect(action.action).toHaveProperty('clear_existing_entries', true)
  expect(response).toHaveProperty('types', [])
  expect(mismatches(checked, { action: { type: 'LimitTTL' }, response: { type: 'Pool' } })).toMatchObject([
    { kind: 'invalid', path: ['action', 'type'] },
    { kind: 'invalid', path: ['response', 'type'] },
  ])
})
