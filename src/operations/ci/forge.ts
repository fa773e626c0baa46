// What dnsctl needs of the service that hosts the code, GitHub or GitLab.

/** A comment of a pull or merge request. */
export interface ForgeComment {
  readonly id: number
  readonly body: string
  /** True if the one whom the token belongs to may have written it. */
  readonly own: boolean
}

/** A pull or merge request, seen from the repository that it goes to. */
export interface ChangeRequest {
  readonly number: number
  /** The commit at the head of what was reviewed. */
  readonly head: string
  /** True if its commits are in another repository, whose runs are somebody else's. */
  readonly fromFork: boolean
}

/** A service that hosts the code; all methods throw `forge-refused` and `forge-failed`. */
export interface Forge {
  readonly name: 'GitHub' | 'GitLab'
  /** A comment may have this many characters. */
  readonly mostCharacters: number
  /** The request that this run is for; undefined if it is for none. */
  readonly current: ChangeRequest | undefined
  /** The request that was merged as this commit; undefined if there is none. */
  mergedAs(commit: string): Promise<ChangeRequest | undefined>
  /** All comments, the oldest first. */
  comments(request: ChangeRequest): Promise<readonly ForgeComment[]>
  /** Gives the id of the new comment. */
  createComment(request: ChangeRequest, body: string): Promise<number>
  updateComment(request: ChangeRequest, id: number, body: string): Promise<void>
  deleteComment(request: ChangeRequest, id: number): Promise<void>
  /** The plan kept for what was reviewed, under a name; throws `ci-plan-missing`, `ci-plan-untrusted`. */
  keptPlan(request: ChangeRequest, name: string): Promise<Uint8Array>
}

/** What reaches the service; tests pass their own. */
export interface ForgeAccess {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readFile: (path: string) => Promise<string>
  readonly fetch: typeof fetch
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>
}
