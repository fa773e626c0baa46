// Internationalised labels become A-labels, label by label (RFC 5891 §4, UTS #46).
import { createRequire } from 'node:module'
import { fault } from '../base/errors.ts'

const outsideAscii = /[^\0-\x7f]/
/** UTS #46 also takes the ideographic full stops for dots. */
const labelOrDot = /(?:\\[^]|[^\\.\u3002\uff0e\uff61])+|[\u3002\uff0e\uff61]/g

/**
 * The same name text with A-labels (`xn--…`) where a label has characters outside ASCII; other labels, such as `_dmarc`
 * and `*`, stay as they are. It is for what people type: `parseName` itself takes ASCII only.
 */
export function toAsciiLabels(text: string): string {
  if (!outsideAscii.test(text)) return text
  return text.replace(labelOrDot, part => {
    if (/^[\u3002\uff0e\uff61]$/.test(part)) return '.'
    return outsideAscii.test(part) ? asciiLabel(part) : part
  })
}

function asciiLabel(label: string): string {
  const ascii = label.includes('\\') ? null : tr46().toASCII(label, strict)
  if (ascii === null) throw fault('name-syntax', `label "${label}" is not a valid internationalised label`)
  return ascii
}

const strict = {
  checkBidi: true,
  checkHyphens: true,
  checkJoiners: true,
  useSTD3ASCIIRules: true,
  verifyDNSLength: true,
}

interface Tr46 {
  toASCII(label: string, options: typeof strict): string | null
}

const require = createRequire(import.meta.url)

/** Loaded only when needed: its tables take 20 ms. */
const tr46 = (): Tr46 => require('tr46')
