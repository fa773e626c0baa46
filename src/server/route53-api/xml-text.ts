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

/** Writes text for an element's content. */
export const escapeXml = (text: string): string => text.replace(/[&<>"\r]/g, mark => escapes[mark]!)
