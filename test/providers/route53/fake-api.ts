// The API as functions: what a test says each operation answers, and which requests there were.
import { problem } from '../../../src/base/errors.ts'
import type { Api, InputOf, Operation, OutputOf } from '../../../src/providers/route53/api/api.ts'
import { ApiFault } from '../../../src/providers/route53/api/api-fault.ts'
import { compareRecordSets } from '../../../src/route53/order.ts'
import type { RecordSet, RecordSetKey } from '../../../src/route53/record-set.ts'

type Answers = { readonly [N in Operation]?: (input: InputOf<N>) => Omit<Partial<OutputOf<N>>, '$metadata'> }

export interface FakeApi extends Api {
  /** The requests in their order, as text: the operation and its input. */
  readonly calls: string[]
}

/** An API that has some operations; others are refused. */
export function fakeApi(answers: Answers): FakeApi {
  const calls: string[] = []
  return {
    calls,
    async call(operation, input) {
      calls.push(`${operation} ${JSON.stringify(input)}`)
      const answer = answers[operation] as ((input: unknown) => OutputOf<typeof operation>) | undefined
      if (!answer) throw refused('UnknownOperationException', { message: `no ${operation} here` })
      return answer(input)
    },
    close: () => {},
  }
}

/** The error that the API answers. */
export function refused(
  apiCode: string,
  { message = 'no', ambiguous = false, code = 'route53-refused' as const } = {},
): ApiFault {
  return new ApiFault(problem(code, `${apiCode}: ${message}`), { apiCode, messages: [message], ambiguous })
}

/** A denial. */
export const denied = (action: string): ApiFault =>
  new ApiFault(problem('route53-denied', `needs ${action}`), {
    apiCode: 'AccessDenied',
    messages: [],
    ambiguous: false,
  })

/** Answers ListResourceRecordSets as Route 53 does: sorted, from the given place on, so many a page. */
export function listing(sets: () => readonly RecordSet[], pageSize = 300) {
  return (input: InputOf<'ListResourceRecordSets'>) => {
    const { StartRecordName: Name, StartRecordType: Type = '', StartRecordIdentifier: SetIdentifier } = input
    const start: RecordSetKey | undefined =
      Name === undefined ? undefined : { Name, Type, ...(SetIdentifier && { SetIdentifier }) }
    const from = sets()
      .filter(set => !start || compareRecordSets(set, start) >= 0)
      .sort(compareRecordSets)
    const next = from[pageSize]
    return {
      ResourceRecordSets: from.slice(0, pageSize) as never,
      IsTruncated: next !== undefined,
      NextRecordName: next?.Name,
      NextRecordType: next?.Type as 'A',
      NextRecordIdentifier: next?.SetIdentifier,
    }
  }
}

/** A record set of addresses. */
export const addresses = (Name: string, ...values: string[]): RecordSet => ({
  Name,
  Type: 'A',
  TTL: 300,
  ResourceRecords: values.map(Value => ({ Value })),
})

/** One of the sets of a weighted policy. */
export const weighted = (Name: string, SetIdentifier: string, more: Partial<RecordSet> = {}): RecordSet => ({
  ...addresses(Name, '192.0.2.1'),
  SetIdentifier,
  Weight: 1,
  ...more,
})
