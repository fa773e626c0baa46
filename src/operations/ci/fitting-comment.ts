// Shortens Markdown to what a comment may hold, and counts what it leaves out.

/** Kept free for what closes the text and for the count. */
const reserve = 200

/** Gives at most so many characters (UTF-16 units): whole lines from the start, blocks closed, and how many lines are missing. */
export function fittingComment(
  text: string,
  most: number,
): { readonly text: string; readonly leftOut: number } {
  if (text.length <= most) return { text, leftOut: 0 }
  const lines = text.split('\n')
  const kept: string[] = []
  let left = most - reserve
  for (const line of lines) {
    left -= line.length + 1
    if (left < 0) break
    kept.push(line)
  }
  const leftOut = lines.length - kept.length - (text.endsWith('\n') ? 1 : 0)
  const note = `${leftOut} ${leftOut === 1 ? 'line' : 'lines'} left out: the comment is full.`
  return { text: [...kept, ...endsOf(kept), '', note, ''].join('\n'), leftOut }
}

/** What closes the blocks of code and the fold-outs that are open at the end of these lines. */
function endsOf(lines: readonly string[]): string[] {
  let fence: string | undefined
  let folded = 0
  for (const line of lines) {
    const [run] = /^(?:`{3,}|~{3,})/.exec(line) ?? []
    if (fence !== undefined) {
      if (run?.startsWith(fence) && line.trimEnd() === run) fence = undefined
    } else if (run !== undefined) fence = run
    else if (line.startsWith('<details')) folded++
    else if (line.startsWith('</details>')) folded--
  }
  return [
    ...(fence === undefined ? [] : [fence]),
    ...Array.from({ length: Math.min(folded, 5) }, () => '\n</details>'),
  ]
}
