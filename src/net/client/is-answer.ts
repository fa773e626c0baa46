// Which messages answer a query: those with its id, opcode and question (RFC 5452 §9.1).
import { opcodes } from '../../dns/codes.ts'
import { sameName } from '../../dns/name.ts'
import type { Message } from '../../dns/wire/message.ts'
import { WireReader } from '../../dns/wire/reader.ts'
import { type Question, readQuestion } from '../../dns/wire/record.ts'

const flagsOffset = 2
const questionOffset = 12

/** Says whether the answer was cut to fit into a datagram (TC); the octets must be an answer. */
export const isTruncated = (octets: Uint8Array): boolean => (octets[flagsOffset]! & 0x02) !== 0

/** Says whether a message that came from the server asked is the answer to a query, of whatever rcode. */
export function isAnswerTo(query: Message, octets: Uint8Array): boolean {
  if (octets.length < questionOffset) return false
  const header = new WireReader(octets)
  if (header.u16() !== query.id) return false
  const flags = header.u16()
  const isResponse = (flags & 0x8000) !== 0
  if (!isResponse || opcodes.name((flags >> 11) & 0xf) !== query.opcode) return false
  // A server that could not read the question need not repeat it.
  if (header.u16() === 0) return (flags & 0xf) !== 0
  return query.questions.some(question => startsWithQuestion(octets, question))
}

function startsWithQuestion(octets: Uint8Array, asked: Question): boolean {
  try {
    const question = readQuestion(new WireReader(octets, questionOffset))
    return (
      sameName(question.name, asked.name) && question.type === asked.type && question.class === asked.class
    )
  } catch {
    return false
  }
}
