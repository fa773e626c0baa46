// Several servers behind a proxy, each with an address of its own in its answers, so that one sees who has answered.
import type { Message } from './messages.ts'
import { anAddress, type MockServer, startMock } from './mock-server.ts'

/** Starts so many servers; the first one answers with 192.0.2.1, the second one with 192.0.2.2. */
export const startServers = (count: number): Promise<MockServer[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => startMock(answersAs(i))))

/** What the server with this index answers. */
export const answersAs = (index: number, ttl?: number) => anAddress(`192.0.2.${index + 1}`, ttl)

/** Which server has answered, by its index; undefined where there is no address in the answer. */
export function whoAnswered(answer: Message | undefined): number | undefined {
  const record = answer?.packet.answers?.find(({ type }) => type === 'A') as { data?: string } | undefined
  return record?.data === undefined ? undefined : Number(record.data.split('.')[3]) - 1
}

/** How many answers came from each server, by its index. */
export function countAnswers(answers: readonly (Message | undefined)[], servers: number): number[] {
  const counts = new Array<number>(servers).fill(0)
  for (const answer of answers) {
    const who = whoAnswered(answer)
    if (who !== undefined) counts[who]!++
  }
  return counts
}

export async function stopServers(servers: readonly MockServer[] | undefined): Promise<void> {
  await Promise.all((servers ?? []).map(server => server.close()))
}
