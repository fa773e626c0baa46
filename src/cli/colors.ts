// Colours for a terminal, and for nothing else: not for a pipe, not with NO_COLOR (no-color.org).
import picocolors from 'picocolors'

export type Colors = ReturnType<typeof picocolors.createColors>

/** Says whether a stream may be sent colours. */
export const takesColors = (stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean =>
  stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'

/** Functions that colour text, or leave it as it is. */
export const colorsFor = (enabled: boolean): Colors => picocolors.createColors(enabled)
