// A provider of another package, with the built program: its schema is compiled by the ajv in the bundle.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWorkplace, type Workplace } from './dnsctl.ts'

let place: Workplace
beforeEach(() => {
  place = createWorkplace()
  place.write('node_modules/a-provider/package.json', '{ "type": "module", "main": "index.js" }')
  place.write(
    'node_modules/a-provider/index.js',
    `const configSchema = { type: 'object', properties: { speed: { type: 'integer', maximum: 9, default: 7 } } }
     const open = async settings => { throw new Error(\`opened with \${JSON.stringify(settings)}\`) }
     export default { id: 'a-provider', configSchema, open, capabilities() {} }`,
  )
})
afterEach(() => place.remove())

it.each([
  ['', 'opened with {"speed":7}'],
  [
    ', speed: 10',
    'dnsctl.yaml:1:37: config-setting-invalid: "providers.a.speed" is 10, not a whole number up to 9',
  ],
])('is opened with settings that fit its schema, here "%s"', async (settings, message) => {
  place.write('dnsctl.yaml', `providers: { a: { type: a-provider${settings} } }\n`)
  const { code, stderr } = await place.dnsctl('plan')
  expect(stderr).toContain(message)
  expect(code).toBe(1)
})
