// On whose behalf CI runs dnsctl, where it says so.

/** Variables that hold the person's name: GitHub, GitLab, Gitea and Forgejo set GitHub's too. */
const variables = ['DNSCTL_ACTOR', 'GITHUB_ACTOR', 'GITLAB_USER_LOGIN', 'BUILD_REQUESTEDFOR'] as const

/** The name, or undefined outside of CI. */
export const actorOf = (env: NodeJS.ProcessEnv): string | undefined =>
  variables.map(name => env[name]).find(value => value !== undefined && value !== '')
