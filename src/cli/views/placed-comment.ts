// What became of the comment of a pull or merge request, in a line.
import type { PlacedComment } from '../../operations/ci/place-comment.ts'

/** One line, without its end. */
export function placedText({ status, request, deleted, leftOut }: PlacedComment): string {
  const notes = [
    ...(deleted > 0 ? [`${deleted} further of the kind deleted`] : []),
    ...(leftOut > 0 ? [`${leftOut} lines left out`] : []),
  ]
  return [statusText(status, request), ...notes].join('; ')
}

function statusText(status: PlacedComment['status'], request: number): string {
  switch (status) {
    case 'created':
      return `comment on request ${request} created`
    case 'updated':
      return `comment on request ${request} updated`
    case 'unchanged':
      return `comment on request ${request} is up to date`
    case 'read-only':
      return `no comment on request ${request}: it comes from a fork, so the token of this run may only read`
    default:
      return status satisfies never
  }
}
