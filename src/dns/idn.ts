// Internationalised labels become A-labels, label by label (RFC 5891 §4, UTS #46).
import { toASCII } from 'tr46'
import { fault } from '../base/errors.ts'

const outsideAscii = /[^\0-\x7f]/

/** The same name text with A-labels (`xn--…`) where a label has characters outside ASCII. */
export function toAsciiLabels(text: string): string {
  if (!outsideAscii.test(text)) return text
  // UTS #46 also takes the ideographic full stops for dots.
  return text
    .split(/[.\u3002\uff0e\uff61]/)
    .map(label => (outsideAscii.test(label) ? asciiLabel(label) : label))
    .join('.')
}

function asciiLabel(label: string): string {
  const ascii = toASCII(label, { checkBidi: true, checkHyphens: true, checkJoiners: true })
  if (ascii === null) throw fault('name-syntax', `label "${label}" is not a valid internationalised label`)
  return ascii
}
