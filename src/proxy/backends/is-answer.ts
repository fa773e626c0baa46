// Which messages answer a query, on octets: those with its id and question (RFC 5452 §9.1), its name in any letters.

const headerOctets = 12
const nxdomain = 3

/**
 * Says whether a message from the server that was asked answers `query`, which has one question. A failure need not
 * repeat the question; other answers without one are not taken, as they could be of any query.
 */
export function isAnswerTo(query: Uint8Array, answer: Uint8Array): boolean {
  if (answer.length < headerOctets || answer[0] !== query[0] || answer[1] !== query[1]) return false
  const isResponse = (answer[2]! & 0x80) !== 0
  const sameOpcode = ((answer[2]! ^ query[2]!) & 0x78) === 0
  if (!isResponse || !sameOpcode) return false
  const questions = (answer[4]! << 8) | answer[5]!
  const rcode = answer[3]! & 0x0f
  if (questions === 0) return rcode !== 0 && rcode !== nxdomain
  return questions === 1 && sameQuestion(query, answer)
}

/** The first name of a message cannot be compressed, so both questions are as long. */
function sameQuestion(query: Uint8Array, answer: Uint8Array): boolean {
  let at = headerOctets
  for (let length = query[at] ?? 0; length !== 0; length = query[at] ?? 0) {
    for (const end = at + length; at <= end; at++) if (lower(query[at]) !== lower(answer[at])) return false
  }
  // The root, the type and the class.
  const end = at + 5
  if (answer.length < end) return false
  for (; at < end; at++) if (query[at] !== answer[at]) return false
  return true
}

/** Lengths of labels are below the letters. */
function lower(octet: number | undefined): number {
  if (octet === undefined) return -1
  return octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet
}
