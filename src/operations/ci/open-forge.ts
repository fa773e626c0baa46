// Which service has started this run, by the variables that it sets.
import { fault } from '../../base/errors.ts'
import type { Forge, ForgeAccess } from './forge.ts'
import { openGitHub } from './github.ts'
import { openGitLab } from './gitlab.ts'

/** Opens the service that has started this run; throws `ci-unknown`, `forge-refused`. */
export async function openForge(access: ForgeAccess): Promise<Forge> {
  if (access.env.GITLAB_CI === 'true') return openGitLab(access)
  if (access.env.GITHUB_ACTIONS === 'true') return openGitHub(access)
  throw fault('ci-unknown', 'neither GITHUB_ACTIONS nor GITLAB_CI is "true", so this is no run that is known')
}
