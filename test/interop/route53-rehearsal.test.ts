// The provider against the API of the built program, as docs/route53.md shows it, and with no more permissions than its
// IAM policy grants.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeBlocks, readFromCheckout } from '../docs/pages.ts'
import { alike, here, printedBy, shownSessions } from './route53/page-session.ts'
import { type RunningApi, startApi } from './route53/running-api.ts'

const page = { path: 'docs/route53.md', text: readFromCheckout('docs/route53.md') }
const [policy = '{}'] = codeBlocks(page, 'json')
const statements: { readonly Sid: string; readonly Action: string[] }[] = JSON.parse(policy).Statement
const [create = [], rest = []] = shownSessions(page)
const isZone = (block: string): boolean => block.startsWith('zone:')
const settings = codeBlocks(page, 'yaml').find(block => block.includes('rehearsal')) ?? ''
const zoneFile = codeBlocks(page, 'yaml').find(isZone) ?? ''

/** Keys that may do what the first statements of the policy allow, by the last of these. */
function apiSettings(): string {
  const keys = statements.map(({ Sid }, i) => ({
    id: Sid,
    secret: 'local-secret',
    allow: granted(statements.slice(0, i + 1)),
  }))
  return JSON.stringify({ serve: { route53_api: { requests_per_second: 0, keys } } })
}

/** Without what other services have to allow. */
const granted = (some: typeof statements): string[] =>
  some.flatMap(({ Action }) => Action).filter(action => action.startsWith('route53:'))

const as = (key: string): string =>
  `cd rehearsal; export AWS_ACCESS_KEY_ID=${key} AWS_SECRET_ACCESS_KEY=local-secret`

let api: RunningApi
beforeAll(async () => {
  api = await startApi(apiSettings())
  mkdirSync(join(api.folder, 'rehearsal/zones'), { recursive: true })
  writeFileSync(join(api.folder, 'rehearsal/dnsctl.yaml'), here(settings, api))
  writeFileSync(join(api.folder, 'rehearsal/zones/example.com.yaml'), zoneFile)
})
afterAll(() => api.stop())

test('creating a zone takes the last statement', async () => {
  const [refused] = await printedBy(api, as('Apply'), ['dnsctl zones create example.com'])
  expect(refused).toMatch(/route53-denied: .*CreateHostedZone/)
  const printed = await printedBy(
    api,
    as('Zones'),
    create.map(({ command }) => command),
  )
  expect(printed.map(alike)).toEqual(create.map(({ output }) => alike(output)))
})

test('planning takes the first, and applying the second', async () => {
  const [refused] = await printedBy(api, as('Plan'), ['dnsctl apply --yes'])
  expect(refused).toMatch(/route53-denied: locking example.com. needs route53:ChangeResourceRecordSets/)
  const [plan, apply, ...after] = rest.map(({ command }) => command) as [string, string, ...string[]]
  const printed = [
    ...(await printedBy(api, as('Plan'), [plan])),
    ...(await printedBy(api, as('Apply'), [apply])),
    ...(await printedBy(api, as('Plan'), after)),
  ]
  expect(printed.map(alike)).toEqual(rest.map(({ output }) => alike(output)))
})

test('an apply deletes health checks, and a deleted zone leaves none', async () => {
  const changed = zoneFile.replace('type: https', 'type: http')
  writeFileSync(join(api.folder, 'rehearsal/zones/example.com.yaml'), changed)
  const list = `aws --endpoint-url ${api.url} --region us-east-1 route53 list-health-checks --query 'HealthChecks[].HealthCheckConfig.Type' --output text`
  const [applied, types] = await printedBy(api, as('Apply'), ['dnsctl apply --yes', list])
  expect(applied).toContain('1 zone applied')
  expect(types).toBe('HTTP\n')
  const [deleted, left] = await printedBy(api, as('Zones'), [
    'dnsctl zones delete example.com --yes --force',
    list,
  ])
  expect(deleted).toContain('example.com. at rehearsal: deleted')
  expect(left?.trim()).toBe('')
})
