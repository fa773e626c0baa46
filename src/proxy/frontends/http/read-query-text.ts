// The query in the URL of a GET request (RFC 8484 §4.1.1).

/** The longest base64 of a message. */
const longestText = 87_384

/**
 * Decodes the variable `dns` to the start of `message`, and says how many octets it has; −1 if there is none, or it is not
 * in the alphabet of URLs (RFC 4648 §5). Padding, which should not be there, is ignored.
 */
export function readQueryText(queryString: string, message: Uint8Array): number {
  const text = new URLSearchParams(queryString).get('dns')?.replace(/={1,2}$/, '')
  if (!text || text.length > longestText || text.length % 4 === 1 || !/^[\w-]+$/.test(text)) return -1
  const octets = Buffer.from(text, 'base64url')
  if (octets.length > message.length) return -1
  message.set(octets)
  return octets.length
}
