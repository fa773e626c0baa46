// What people wrote must not steer a terminal: control characters are shown, not sent.

/** Writes C0 and C1 control characters, those that turn the direction of text, and line separators as `\u{…}`. */
export const printable = (text: string): string =>
  text.replace(
    /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    character => `\\u{${character.charCodeAt(0).toString(16)}}`,
  )
