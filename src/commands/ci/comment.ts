import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.ts'
import type { PlacedComment } from '../../operations/ci/place-comment.ts'

/** What `ci comment` has done, or would write. */
type Commented = PlacedComment | { readonly status: 'printed'; readonly text: string }

export default class CiComment extends BaseCommand {
  static override summary = 'Keep the one comment of a pull or merge request up to date'
  static override description =
    `Writes a plan, or any Markdown, as a comment to the pull request (GitHub Actions) or merge request (GitLab CI/CD) that this run is for. An earlier comment of the same author with the same marker in its first line is changed in place; what is too long is cut, and counted.

GitHub: the job needs GITHUB_TOKEN, with the permission "pull-requests: write". GitLab: DNSCTL_GITLAB_TOKEN, a project access token with the scope "api", since the token of a job cannot write notes. On the pull request of a fork, whose token may only read, nothing is written.`
  static override examples = [
    '<%= config.bin %> plan --out plan.json && <%= config.bin %> ci comment plan.json',
    '<%= config.bin %> plan --format markdown | <%= config.bin %> ci comment -',
    {
      description: 'Show what would be written',
      command: '<%= config.bin %> ci comment plan.json --dry-run',
    },
  ]
  static override args = {
    file: Args.string({
      description: 'a plan file of `plan --out`, or Markdown; "-" is the standard input',
      required: true,
    }),
  }
  static override flags = {
    marker: Flags.string({
      helpValue: 'NAME',
      default: 'dnsctl-plan',
      description: 'tells this comment from others',
    }),
    commit: Flags.string({
      helpValue: 'SHA',
      description: 'write to the request that was merged as this commit, not to that of this run',
    }),
    'dry-run': Flags.boolean({ description: 'print the comment, and write nothing' }),
  }

  async run(): Promise<Commented> {
    const { args, flags } = await this.parse(CiComment)
    const { commentText } = await import('../../cli/comment-text.ts')
    const text = await commentText(args.file)
    if (flags['dry-run']) {
      const { withMarker } = await import('../../operations/ci/place-comment.ts')
      const whole = withMarker(text, flags.marker)
      this.log(whole.trimEnd())
      return { status: 'printed', text: whole }
    }
    const { openForge } = await import('../../operations/ci/open-forge.ts')
    const { forgeAccess } = await import('../../cli/forge-access.ts')
    const { placeComment } = await import('../../operations/ci/place-comment.ts')
    const placed = await placeComment(await openForge(forgeAccess()), {
      text,
      marker: flags.marker,
      commit: flags.commit,
    })
    const { placedText } = await import('../../cli/views/placed-comment.ts')
    this.log(placedText(placed))
    return placed
  }
}
