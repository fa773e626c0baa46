// Codes for runs in CI: the service that hosts the code, its pull requests, and plans kept there.
import { defineCodes } from './define.ts'

export const ciCodes = defineCodes({
  'ci-unknown': {
    title: 'this is no run of a CI service that dnsctl knows',
    severity: 'error',
    why: 'Where the code is hosted, which pull or merge request it is about, and who may write there is read from the variables that GitHub Actions and GitLab CI/CD set.',
    mend: 'Run it there, or post the output of `dnsctl plan --format markdown` by the means of your service.',
  },
  'ci-request-missing': {
    title: 'there is no pull or merge request to write to',
    severity: 'error',
    why: 'The run was not started by one, and none was merged as the given commit.',
    mend: 'Run it for pull or merge requests only, or name the merged commit with `--commit`.',
  },
  'ci-plan-missing': {
    title: 'no plan was kept for a commit',
    severity: 'error',
    why: 'A plan is applied as it was reviewed on the pull or merge request; a commit that was pushed past one has none, and kept plans run out after some time.',
    mend: 'Plan and apply afresh: `dnsctl plan`, then `dnsctl apply`.',
  },
  'ci-plan-untrusted': {
    title: 'a kept plan is not one that this repository made',
    severity: 'error',
    why: 'Whoever has a fork decides what its runs upload, so a plan from there is nobody’s proof of what was reviewed; neither is an archive whose content is not what was uploaded.',
    mend: 'Look at the change, then plan and apply afresh; or push its branch to the repository itself.',
  },
  'forge-refused': {
    title: 'the service that hosts the code refuses a request',
    severity: 'error',
    why: 'The token is missing, has run out, or may not do what is asked.',
    mend: 'Give the job the permission that the message names, or another token.',
  },
  'forge-failed': {
    title: 'the service that hosts the code cannot be reached or does not answer as documented',
    severity: 'error',
    why: 'It was asked several times, with growing waits.',
    mend: 'Look at the status page of the service, and run the job again.',
  },
})
