// Text as a YAML scalar: plain where every reader takes it for the same text, quoted where one might not.

/** Where a scalar stands: inside `[…]` or `{…}` commas and brackets end it. */
export type ScalarContext = 'block' | 'flow'

const plainStart = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`~=<]|-[\w.])/
const unprintable = /[\p{C}\p{Zl}\p{Zp}\ufffd]/u
const endsPlain = /: | #|[: ]$/
const endsFlow = /[,[\]{}]/

/** What YAML 1.1 or 1.2 takes for something else than text. */
const typed =
  /^(?:null|true|false|yes|no|on|off|y|n|[-+]?(?:\d[\d_]*|0x[\da-f_]+|0o[0-7_]+|(?:\d[\d_]*)?\.\d*(?:e[-+]?\d+)?|\d+e[-+]?\d+|\d+(?::[0-5]?\d)+(?:\.\d*)?|\.inf)|\.nan)$/i

/** Writes text so that YAML reads it back unchanged, and as text. */
export function scalarText(text: string, context: ScalarContext): string {
  return isPlain(text, context) && !typed.test(text) ? text : quoted(text)
}

/** Writes a key; a number may stand plain, since keys are always text. */
export function keyText(text: string, context: ScalarContext): string {
  return /^[1-9]\d*$/.test(text) ? text : scalarText(text, context)
}

function isPlain(text: string, context: ScalarContext): boolean {
  return (
    plainStart.test(text) &&
    !unprintable.test(text) &&
    !endsPlain.test(text) &&
    (context === 'block' || !endsFlow.test(text))
  )
}

/** Single quotes, or double ones with escapes where a character cannot be seen. */
function quoted(text: string): string {
  if (!unprintable.test(text)) return `'${text.replaceAll("'", "''")}'`
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\xad\u2028\u2029\ufeff\ufffd-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
