// The one comment of a pull or merge request: made once, brought up to date in place, and never doubled.
import { fault } from '../../base/errors.ts'
import { fittingComment } from './fitting-comment.ts'
import type { ChangeRequest, Forge } from './forge.ts'

export interface CommentRequest {
  /** Markdown; a marker in its first line is replaced. */
  readonly text: string
  /** Tells this comment from others of the same author: `dnsctl-plan`. */
  readonly marker: string
  /** The commit as which the request was merged; without it, the request of this run is meant. */
  readonly commit?: string | undefined
}

/** What became of the comment. */
export interface PlacedComment {
  readonly status: 'created' | 'updated' | 'unchanged' | 'read-only'
  /** The number of the pull or merge request. */
  readonly request: number
  /** Further comments of the same kind that were deleted. */
  readonly deleted: number
  /** Lines that had no place in the comment. */
  readonly leftOut: number
}

/** Creates or updates the comment; throws `ci-request-missing` and what the service's API throws. */
export async function placeComment(
  forge: Forge,
  { text, marker, commit }: CommentRequest,
): Promise<PlacedComment> {
  const request = await requestOf(forge, commit)
  const fitting = fittingComment(withMarker(text, marker), forge.mostCharacters)
  const result = { request: request.number, leftOut: fitting.leftOut }
  // The token of such a run may only read, whatever the workflow says.
  if (commit === undefined && request.fromFork) return { ...result, status: 'read-only', deleted: 0 }
  const [first, ...others] = await ownComments(forge, request, marker)
  if (first === undefined) {
    const id = await forge.createComment(request, fitting.text)
    return {
      ...result,
      status: 'created',
      deleted: await keepOldest(forge, request, { marker, id, text: fitting.text }),
    }
  }
  const isSame = first.body.replaceAll('\r\n', '\n').trimEnd() === fitting.text.trimEnd()
  if (!isSame) await forge.updateComment(request, first.id, fitting.text)
  for (const { id } of others) await forge.deleteComment(request, id)
  return { ...result, status: isSame ? 'unchanged' : 'updated', deleted: others.length }
}

async function requestOf(forge: Forge, commit: string | undefined): Promise<ChangeRequest> {
  const request = commit === undefined ? forge.current : await forge.mergedAs(commit)
  if (request) return request
  throw fault(
    'ci-request-missing',
    commit === undefined
      ? `this run is for no ${forge.name} request; name the merged commit with --commit`
      : `no ${forge.name} request was merged as ${commit}`,
  )
}

const ownComments = async (forge: Forge, request: ChangeRequest, marker: string) =>
  (await forge.comments(request))
    .filter(({ body, own }) => own && firstLine(body) === markerLine(marker))
    .sort((a, b) => a.id - b.id)

/** Two runs at once may both have found no comment: the older one stays, with the text of whoever looked last. */
async function keepOldest(
  forge: Forge,
  request: ChangeRequest,
  { marker, id, text }: { readonly marker: string; readonly id: number; readonly text: string },
): Promise<number> {
  const [oldest, ...others] = await ownComments(forge, request, marker)
  if (oldest === undefined) return 0
  if (oldest.id !== id && others.some(one => one.id === id))
    await forge.updateComment(request, oldest.id, text)
  for (const other of others) await forge.deleteComment(request, other.id)
  return others.length
}

const markerLine = (marker: string): string => `<!-- ${marker} -->`

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0]!.trimEnd()

/** The text with this marker as its first line, in the place of another one. */
export function withMarker(text: string, marker: string): string {
  if (!/^[\w.-]+$/.test(marker))
    throw fault('usage-invalid', `the marker "${marker}" may have letters, digits, ".", "_" and "-" only`)
  const content = /^<!-- [\w.-]+ -->\r?\n/.test(text) ? text.slice(text.indexOf('\n') + 1) : `\n${text}`
  return `${markerLine(marker)}\n${content}`
}
