// Comments and kept plans on GitHub, against its API on the loopback.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openForge } from '../../../src/operations/ci/open-forge.ts'
import { placeComment } from '../../../src/operations/ci/place-comment.ts'
import { type GitHubStub, startGitHub } from './github-stub.ts'

let github: GitHubStub
let waited: number[]
beforeEach(async () => {
  github = await startGitHub()
  waited = []
})
afterEach(async () => {
  expect(github.faults).toEqual([])
  await github.close()
})

const mergeCommit = 'e5bd3914e2e596debea16f433f57875b5b90bcd6'

const open = (env: Record<string, string> = {}) =>
  openForge({
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: github.url,
      GITHUB_EVENT_PATH: 'event.json',
      GITHUB_REPOSITORY: 'octo-org/zones',
      GITHUB_TOKEN: github.token,
      ...env,
    },
    readFile: async () => JSON.stringify({ pull_request: github.pull }),
    fetch,
    wait: async ms => void waited.push(ms),
  })

const place = async (text: string, marker = 'dnsctl-plan') => placeComment(await open(), { text, marker })

const bodies = (): string[] => github.comments.map(({ body }) => body)

describe('the comment', () => {
  it('is made once, changed in place, and left alone where it is the same', async () => {
    expect(await place('one')).toEqual({ status: 'created', request: 7, deleted: 0, leftOut: 0 })
    expect(await place('<!-- dnsctl-plan -->\n\ntwo\n')).toMatchObject({ status: 'updated' })
    expect(await place('two\n')).toMatchObject({ status: 'unchanged' })
    expect(await place('other', 'other')).toMatchObject({ status: 'created' })
    expect(bodies()).toEqual(['<!-- dnsctl-plan -->\n\ntwo\n', '<!-- other -->\n\nother'])
  })

  it('is found among many, and not taken for what others have written', async () => {
    for (let i = 0; i < 120; i++) github.addComment(`comment ${i}`, { login: 'octocat', type: 'User' })
    github.addComment('<!-- dnsctl-plan -->\nof a person', { login: 'octocat', type: 'User' })
    github.addComment('it says <!-- dnsctl-plan -->')
    github.addComment('<!-- dnsctl-plan -->\r\n\r\nfirst')
    github.addComment('<!-- dnsctl-plan -->\n\nsecond')
    expect(await place('new')).toEqual({ status: 'updated', request: 7, deleted: 1, leftOut: 0 })
    expect(bodies().slice(120)).toEqual([
      '<!-- dnsctl-plan -->\nof a person',
      'it says <!-- dnsctl-plan -->',
      '<!-- dnsctl-plan -->\n\nnew',
    ])
  })

  it('stays one where two runs make it at once: the older one, with the newer text', async () => {
    const forge = await open()
    const racing = {
      ...forge,
      createComment: async (...args: Parameters<typeof forge.createComment>) => {
        github.addComment('<!-- dnsctl-plan -->\n\nof the other run')
        return forge.createComment(...args)
      },
    }
    const placed = await placeComment(racing, { text: 'mine', marker: 'dnsctl-plan' })
    expect(placed).toMatchObject({ status: 'created', deleted: 1 })
    expect(github.comments).toMatchObject([{ id: 1, body: '<!-- dnsctl-plan -->\n\nmine' }])
  })

  it('is cut to what GitHub takes, with a count', async () => {
    const { leftOut } = await place('a line of thirty characters...\n'.repeat(5000))
    expect(leftOut).toBeGreaterThan(2800)
    expect(bodies()[0]).toMatch(new RegExp(`\n${leftOut} lines left out: the comment is full\\.\n$`))
  })

  it('is not written to the pull request of a fork, whose token may only read', async () => {
    github.pull.head.repo.id = 1
    expect(await place('text')).toMatchObject({ status: 'read-only' })
    expect(github.requests).toEqual([])
  })

  it('goes to the request that was merged as a commit', async () => {
    const text = { text: 'done', marker: 'done', commit: mergeCommit }
    await expect(placeComment(await open(), text)).rejects.toMatchObject({ code: 'ci-request-missing' })
    github.pull.merged_at = '2026-01-15T09:00:00Z'
    expect(await placeComment(await open(), text)).toMatchObject({ status: 'created', request: 7 })
  })

  it.each(['a b', '', '-->', 'a\nb'])('takes no marker such as "%s"', async marker => {
    await expect(place('text', marker)).rejects.toMatchObject({ code: 'usage-invalid' })
  })
})

describe('a service in trouble', () => {
  it('is asked again, after the pause that it asks for', async () => {
    github.failures.push({ status: 502 }, { status: 403, headers: { 'Retry-After': '7' } }, { status: 500 })
    expect(await place('text')).toMatchObject({ status: 'created' })
    expect(waited).toEqual([1000, 7000, 4000])
  })

  it.each([
    ['fails for good', { status: 503 }, 4, 'forge-failed', 'GitHub answers 503 (Server Error) to GET'],
    ['wants too long a pause', { status: 429, headers: { 'Retry-After': '3600' } }, 1, 'forge-failed', '429'],
    ['forbids it', { status: 403 }, 1, 'forge-refused', 'the token needs pull-requests: write'],
    ['knows no such token', { status: 401 }, 1, 'forge-refused', 'the token is missing or has run out'],
  ])('%s', async (_, failure, times, code, message) => {
    const forge = await open()
    await forge.comments({ number: 7, head: '', fromFork: false })
    github.requests.splice(0)
    github.failures.push(...Array.from({ length: times }, () => failure))
    const asked = forge.comments({ number: 7, head: '', fromFork: false })
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    await asked.catch(({ message: text }: Error) => expect(text).not.toContain(github.token))
    expect(github.requests).toHaveLength(times)
  })

  it.each([
    [{ GITHUB_TOKEN: '' }, 'forge-refused'],
    [{ GITHUB_ACTIONS: '' }, 'ci-unknown'],
    [{ GITHUB_REPOSITORY: 'octo-org' }, 'ci-unknown'],
    [{ GITHUB_API_URL: 'http://127.0.0.1:9' }, 'forge-failed'],
  ])('%j is %s', async (env, code) => {
    const work = open(env).then(forge => forge.comments({ number: 7, head: '', fromFork: false }))
    await expect(work).rejects.toMatchObject({ code })
  })
})

describe('the kept plan', () => {
  const name = 'dnsctl-plan-6dcb09b5b57875f334f61aebed695e2e4193db5e'
  const plan = Buffer.from('{"a":"plan"}')

  const kept = async (): Promise<string> => {
    github.pull.merged_at = '2026-01-15T09:00:00Z'
    const forge = await open()
    const request = await forge.mergedAs(mergeCommit)
    return new TextDecoder().decode(await forge.keptPlan(request!, 'dnsctl-plan'))
  }

  it('is the newest of those that this repository has made for the head', async () => {
    github.upload(name, { 'plan.json': Buffer.from('old') })
    github.upload(name, { 'plan.json': plan })
    const foreign = github.upload(name, { 'plan.json': Buffer.from('of a fork') })
    foreign.workflow_run.head_repository_id = 1
    expect(await kept()).toBe('{"a":"plan"}')
  })

  it.each<[string, string, () => void]>([
    ['is not there', 'ci-plan-missing', () => github.artifacts.splice(0)],
    ['has expired', 'ci-plan-missing', () => (github.artifacts[0]!.artifact.expired = true)],
    [
      'another repository',
      'ci-plan-untrusted',
      () => (github.artifacts[0]!.artifact.workflow_run.head_repository_id = 1),
    ],
    [
      'another commit',
      'ci-plan-untrusted',
      () => (github.artifacts[0]!.artifact.workflow_run.head_sha = 'b'.repeat(40)),
    ],
    ['came from a fork', 'ci-plan-untrusted', () => (github.pull.head.repo.id = 1)],
    ['its digest differs', 'ci-plan-untrusted', () => (github.artifacts[0]!.archive = plan)],
    ['octets', 'ci-plan-untrusted', () => (github.artifacts[0]!.artifact.size_in_bytes = 2 ** 30)],
    ['holds ../plan.json', 'ci-plan-untrusted', () => github.upload(name, { '../plan.json': plan })],
    ['alone', 'ci-plan-untrusted', () => github.upload(name, { 'plan.json': plan, 'b.json': plan })],
    [
      'is no ZIP archive',
      'ci-plan-untrusted',
      () => {
        const one = github.artifacts[0]!
        one.archive = plan
        one.artifact.digest = ''
      },
    ],
    [
      'holds 4278124286 octets',
      'ci-plan-untrusted',
      () => {
        const one = github.artifacts[0]!
        const at = Buffer.from(one.archive).indexOf('PK\u0001\u0002') + 24
        one.archive = Uint8Array.from(one.archive, (octet, i) => (i >= at && i < at + 4 ? 0xfe : octet))
        one.artifact.digest = ''
      },
    ],
  ])('is refused where it says "%s"', async (message, code, spoil) => {
    github.upload(name, { 'plan.json': plan })
    spoil()
    await expect(kept()).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  })
})
