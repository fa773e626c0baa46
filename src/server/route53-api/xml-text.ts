// How text stands in an XML document (XML 1.0 §2.4), and the namespace of the API's documents.

/** The namespace of every request and response. */
export const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A reader would turn it into a line feed.
  '\r': '&#xD;',
}

/** Stands for a character that no document can hold, not even escaped (XML 1.0 §2.2). */
const replacement = '\u{fffd}'

/** Writes text for an element's content. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"\r]/g, mark => escapes[mark]!)
    .replace(/[^\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, replacement)
