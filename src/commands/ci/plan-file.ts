import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.ts'
import type { FetchedPlan } from '../../operations/ci/fetch-plan.ts'

export default class CiPlanFile extends BaseCommand {
  static override summary = 'Fetch the plan that was reviewed before a commit was merged'
  static override description =
    `Finds the pull request (GitHub Actions) or merge request (GitLab CI/CD) that was merged as a commit, and saves the plan that its last run has kept: the artifact NAME-HEAD, or on GitLab the file plan.json of the job NAME, in the pipeline of its head. \`apply\` takes it.

Plans of forks are refused, since their runs are somebody else's. GitHub: GITHUB_TOKEN needs the permissions "actions: read" and "pull-requests: read". GitLab: DNSCTL_GITLAB_TOKEN needs the scope "api".`
  static override examples = [
    '<%= config.bin %> ci plan-file --commit 5f3c9d1e0b7a4c2d8e6f1a3b5c7d9e0f2a4b6c8d && <%= config.bin %> apply plan.json --yes',
  ]
  static override flags = {
    commit: Flags.string({ helpValue: 'SHA', required: true, description: 'the commit that was merged' }),
    name: Flags.string({
      helpValue: 'NAME',
      default: 'dnsctl-plan',
      description: 'under which plans are kept; on GitLab the name of the job',
    }),
    out: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      default: 'plan.json',
      description: 'where to save it; only its owner may read it',
    }),
  }

  async run(): Promise<FetchedPlan> {
    const { flags } = await this.parse(CiPlanFile)
    const { fetchPlan } = await import('../../operations/ci/fetch-plan.ts')
    const { openForge } = await import('../../operations/ci/open-forge.ts')
    const { forgeAccess } = await import('../../cli/forge-access.ts')
    const fetched = await fetchPlan(await openForge(forgeAccess()), flags)
    this.log(`${fetched.file}: the plan of request ${fetched.request}, made at ${fetched.head}`)
    return fetched
  }
}
