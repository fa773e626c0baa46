// Notes and kept plans on GitLab, against its API on the loopback.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openForge } from '../../../src/operations/ci/open-forge.ts'
import { placeComment } from '../../../src/operations/ci/place-comment.ts'
import { type GitLabStub, startGitLab } from './gitlab-stub.ts'

let gitlab: GitLabStub
beforeEach(async () => {
  gitlab = await startGitLab()
})
afterEach(async () => {
  expect(gitlab.faults).toEqual([])
  await gitlab.close()
})

const mergeCommit = 'c'.repeat(40)

const open = (env: Record<string, string> = {}) =>
  openForge({
    env: {
      GITLAB_CI: 'true',
      CI_API_V4_URL: gitlab.url,
      CI_PROJECT_ID: '5',
      CI_MERGE_REQUEST_IID: '11',
      CI_MERGE_REQUEST_PROJECT_ID: '5',
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '5',
      CI_COMMIT_SHA: '8'.repeat(40),
      DNSCTL_GITLAB_TOKEN: gitlab.token,
      ...env,
    },
    readFile: async () => '',
    fetch,
    wait: async () => {},
  })

it('keeps one note up to date, among those of others and of GitLab itself', async () => {
  for (let i = 0; i < 120; i++) gitlab.addNote(`note ${i}`, 1)
  gitlab.addNote('<!-- dnsctl-plan -->\n\nof another', 1)
  gitlab.addNote('<!-- dnsctl-plan -->\n\nof GitLab', 101, true)
  const place = async (text: string) => placeComment(await open(), { text, marker: 'dnsctl-plan' })
  expect(await place('one')).toEqual({ status: 'created', request: 11, deleted: 0, leftOut: 0 })
  gitlab.addNote('<!-- dnsctl-plan -->\n\na second one')
  expect(await place('two')).toEqual({ status: 'updated', request: 11, deleted: 1, leftOut: 0 })
  expect(gitlab.notes.slice(120).map(({ body }) => body)).toEqual([
    '<!-- dnsctl-plan -->\n\nof another',
    '<!-- dnsctl-plan -->\n\nof GitLab',
    '<!-- dnsctl-plan -->\n\ntwo',
  ])
})

it('writes nothing to the merge request of a fork', async () => {
  const forge = await open({ CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '6' })
  expect(await placeComment(forge, { text: 'x', marker: 'm' })).toMatchObject({ status: 'read-only' })
})

it('says which token it needs', async () => {
  const message = expect.stringContaining(
    'DNSCTL_GITLAB_TOKEN is not set; the token of the job cannot write notes',
  )
  await expect(open({ DNSCTL_GITLAB_TOKEN: '' })).rejects.toMatchObject({ code: 'forge-refused', message })
})

it('is for no merge request where the variables name none', async () => {
  const forge = await open({ CI_MERGE_REQUEST_IID: '' })
  const comment = placeComment(forge, { text: 'x', marker: 'm' })
  await expect(comment).rejects.toMatchObject({ code: 'ci-request-missing' })
})

const kept = async (): Promise<string> => {
  const forge = await open()
  const request = await forge.mergedAs(mergeCommit)
  return new TextDecoder().decode(await forge.keptPlan(request!, 'dnsctl-plan'))
}

it('fetches the plan of the newest job with that name', async () => {
  expect(await kept()).toBe('{"a":"plan"}')
})

it.each<[string, () => void]>([
  ['ci-plan-untrusted', () => (gitlab.mergeRequest.source_project_id = 6)],
  ['ci-plan-missing', () => gitlab.jobs.splice(0)],
])('is %s where the plan is not to be had', async (code, spoil) => {
  spoil()
  await expect(kept()).rejects.toMatchObject({ code })
})

it('knows of no request where the commit is not its merge', async () => {
  gitlab.mergeRequest.state = 'opened'
  expect(await (await open()).mergedAs(mergeCommit)).toBeUndefined()
})
