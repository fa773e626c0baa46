// action.yml from the pull request to the merge: what is shown, kept and applied, against GitHub's API on the loopback.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWorkplace, type Workplace } from '../../e2e/dnsctl.ts'
import { type GitHubStub, startGitHub } from '../../operations/ci/github-stub.ts'
import { type ActionResult, action, runAction } from './run-action.ts'

const mergeCommit = 'e5bd3914e2e596debea16f433f57875b5b90bcd6'

let place: Workplace
let github: GitHubStub
beforeEach(async () => {
  place = createWorkplace()
  github = await startGitHub()
  await place.dnsctl('apply', '--yes')
})
afterEach(async () => {
  expect(github.faults).toEqual([])
  await github.close()
  await place.remove()
})

type Inputs = Readonly<Record<string, string>>

const run = (event: string, payload: object, ref: string, inputs: Inputs = {}): Promise<ActionResult> =>
  runAction({
    workspace: place.folder,
    event,
    payload: { repository: { id: 1296269, default_branch: 'main' }, ...payload },
    ref,
    sha: mergeCommit,
    apiUrl: github.url,
    token: github.token,
    inputs,
    upload: async (name, path) => {
      // Keys are gone once the step that needs them has ended.
      expect(readdirSync(dirname(path)).filter(file => file.endsWith('.pem'))).toEqual([])
      github.upload(name, { [basename(path)]: readFileSync(path) })
    },
  })

const pullRequest = (inputs?: Inputs) =>
  run('pull_request', { pull_request: github.pull }, 'refs/pull/7/merge', inputs)

/** Merges the pull request, as one commit. */
function merge(inputs?: Inputs): Promise<ActionResult> {
  github.pull.merged_at = '2026-01-15T09:00:00Z'
  github.pull.merge_commit_sha = mergeCommit
  return run('push', { after: mergeCommit }, 'refs/heads/main', inputs)
}

const held = async (): Promise<string> => (await place.dnsctl('zones', 'show', 'example.com')).stdout

/** What stands in the files of the history. */
const history = (): string =>
  readdirSync(join(place.folder, '.dnsctl/state'), { recursive: true, encoding: 'utf8' })
    .map(file => join(place.folder, '.dnsctl/state', file))
    .filter(file => statSync(file).isFile())
    .map(file => readFileSync(file, 'utf8'))
    .join('\n')

/** The digest that stands in the plan that was kept last. */
const keptDigest = (): string => {
  const text = Buffer.from(unzipSync(github.artifacts.at(-1)!.archive)['plan.json']!).toString()
  return (JSON.parse(text) as { digest: string }).digest
}

it('writes one comment, keeps it up to date, and applies the very plan that was shown', async () => {
  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.41')
  const first = await pullRequest()
  expect(first).toMatchObject({ success: true, outputs: { changes: 'true', 'exit-code': '2' } })
  expect(github.comments).toHaveLength(1)
  expect(github.comments[0]!.body).toMatch(/^<!-- dnsctl-plan -->\n\n### DNS plan: 0 to create, 1 to update/)
  expect(github.comments[0]!.body).toContain('+ 192.0.2.41')
  expect(first.summary).toContain('+ 192.0.2.41')

  place.edit('zones/example.com.yaml', '192.0.2.41', '192.0.2.42')
  github.pull.head.sha = 'a'.repeat(40)
  await pullRequest()
  expect(github.comments).toHaveLength(1)
  expect(github.comments[0]!.body).toContain('+ 192.0.2.42')
  expect(github.comments[0]!.body).not.toContain('192.0.2.41')
  expect(github.artifacts.map(({ artifact }) => artifact.name)).toEqual([
    'dnsctl-plan-6dcb09b5b57875f334f61aebed695e2e4193db5e',
    `dnsctl-plan-${'a'.repeat(40)}`,
  ])

  // The files say something else by now: it is the plan that counts.
  place.edit('zones/example.com.yaml', '192.0.2.42', '192.0.2.43')
  const merged = await merge()
  expect(merged).toMatchObject({ success: true, outputs: { changes: 'true', 'exit-code': '0' } })
  expect(await held()).toMatch(/^\*\.dev\.example\.com\. .* 192\.0\.2\.42$/m)
  expect(history()).toContain(keptDigest())
  expect(github.comments.map(({ body }) => body.split('\n')[0])).toEqual([
    '<!-- dnsctl-plan -->',
    '<!-- dnsctl-plan-applied -->',
  ])
  expect(github.comments[1]!.body).toContain('### DNS apply: applied (exit code 0)')
})

it('applies nothing once a record was changed behind its back', async () => {
  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.41')
  await pullRequest()
  place.edit('zones/example.com.yaml', '192.0.2.41', '192.0.2.99')
  await place.dnsctl('apply', '--yes')
  const before = await held()

  const merged = await merge()
  expect(merged).toMatchObject({ success: false, outputs: { changes: 'false', 'exit-code': '3' } })
  expect(merged.log).toContain('plan-stale: *.dev.example.com. A')
  expect(await held()).toBe(before)
  expect(github.comments[1]!.body).toContain('not applied: the zone is not what the plan saw')
})

it('leaves the pull request of a fork without a comment, and shows the plan in the summary', async () => {
  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.41')
  github.pull.head.repo.id = 1
  const forked = await pullRequest()
  expect(forked).toMatchObject({ success: true, outputs: { changes: 'true' } })
  expect(forked.summary).toContain('+ 192.0.2.41')
  expect(forked.summary).toContain('no comment on request 7: it comes from a fork')
  expect(github.requests).toEqual([])

  const merged = await merge()
  expect(merged.success).toBe(false)
  expect(merged.log).toContain('ci-plan-untrusted: pull request 7 came from a fork')
  expect(await held()).toContain('192.0.2.40')
})

it('refuses a kept plan that was altered, and one that is not signed by whom it has to be', async () => {
  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.41')
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const pem = { type: 'pkcs8', format: 'pem' } as const
  await pullRequest({ 'sign-key': privateKey.export(pem) as string })
  const [{ artifact, archive }] = github.artifacts as [GitHubStub['artifacts'][number]]

  const text = Buffer.from(unzipSync(archive)['plan.json']!).toString()
  github.upload(artifact.name, { 'plan.json': Buffer.from(text.replaceAll('192.0.2.41', '192.0.2.66')) })
  const tampered = await merge()
  expect(tampered).toMatchObject({ success: false, outputs: { 'exit-code': '3' } })
  expect(tampered.log).toContain('plan-tampered')

  github.artifacts.pop()
  const stranger = generateKeyPairSync('ed25519').publicKey
  const key = (one: KeyObject): string => one.export({ type: 'spki', format: 'pem' }) as string
  const unsigned = await merge({ 'verify-key': key(stranger) })
  expect(unsigned).toMatchObject({ success: false, outputs: { 'exit-code': '3' } })
  expect(unsigned.log).toContain('plan-signature')
  expect(await held()).toContain('192.0.2.40')

  expect(await merge({ 'verify-key': key(publicKey) })).toMatchObject({ success: true })
  expect(await held()).toContain('192.0.2.41')
})

it('applies a commit without a plan only where that is wished for', async () => {
  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.41')
  const pushed = await run('push', {}, 'refs/heads/main')
  expect(pushed.success).toBe(false)
  expect(pushed.log).toContain('::error title=dnsctl::ci-plan-missing: no request on GitHub was merged as')
  expect(await held()).toContain('192.0.2.40')

  const afresh = await run('push', {}, 'refs/heads/main', { 'apply-without-plan': 'true' })
  expect(afresh).toMatchObject({ success: true, outputs: { 'exit-code': '0' } })
  expect(await held()).toContain('192.0.2.41')
})

it('shortens the comment of a huge plan, and counts what it leaves out', async () => {
  const records = Array.from({ length: 3000 }, (_, i) => `  host-${i}: { A: 192.0.2.${i % 256} }\n`).join('')
  place.edit('zones/example.com.yaml', 'records:\n', `records:\n${records}`)
  const { success } = await pullRequest()
  expect(success).toBe(true)
  const { body } = github.comments[0]!
  expect(body.length).toBeLessThanOrEqual(65_536)
  expect(body).toMatch(/\d+ items left out: the comment is full\. The plan itself is whole\./)
})

it('says so in the comment when there is no plan', async () => {
  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.400')
  const failed = await pullRequest()
  expect(failed).toMatchObject({ success: false, outputs: { 'exit-code': '1' } })
  expect(failed.log).toMatch(/^::error file=zones\/example\.com\.yaml,/m)
  expect(github.comments[0]!.body).toContain('### DNS plan: none')
})

it('takes a wrong command line for a failure, not for a plan with changes', async () => {
  const failed = await pullRequest({ args: '--no-such-flag' })
  expect(failed).toMatchObject({ success: false, outputs: { changes: 'false', 'exit-code': '1', plan: '' } })
  expect(github.artifacts).toEqual([])
})

it('finds drift on a schedule', async () => {
  expect(await run('schedule', {}, 'refs/heads/main')).toMatchObject({
    success: true,
    outputs: { changes: 'false', 'exit-code': '0', summary: 'no drift' },
  })
  place.edit('zones/example.com.yaml', '192.0.2.40', '192.0.2.41')
  const drifted = await run('schedule', {}, 'refs/heads/main')
  expect(drifted).toMatchObject({ success: false, outputs: { changes: 'true', 'exit-code': '2' } })
  expect(drifted.summary).toContain('192.0.2.41')
  expect(github.requests).toEqual([])
})

it('ends well though the comment is refused, and says which permission is missing', async () => {
  github.failures.push({ status: 200 }, { status: 403 })
  const refused = await pullRequest()
  expect(refused).toMatchObject({ success: true, outputs: { 'exit-code': '0' } })
  expect(refused.log).toMatch(
    /^::warning title=dnsctl::forge-refused: .* the token needs pull-requests: write$/m,
  )
  expect(refused.log + refused.summary).not.toContain(github.token)
})

it('hands inputs to scripts as variables only', () => {
  for (const { run: script } of action.runs.steps) expect(script ?? '').not.toContain('${{')
})
