// What is wrong with a proof, as problems that the outcome of an apply has.
import { type Problem, problem } from '../../base/errors.ts'
import { isProven, type Proof } from '../../proof/proof.ts'

/** Cells that have a problem of their own; the table has more. */
const mostProblems = 20

/** The problems of a proof, bounded in number; none if it holds. */
export function proofProblems(proof: Proof): Problem[] {
  if (isProven(proof)) return []
  const { zone, servers, unequal, unequalCount, unresolved, unreachable } = proof
  const reasons = unresolved.map(({ name, reason }) => `${name}: ${reason}`)
  if (servers.length === 0) {
    const all = [...reasons, ...unreachable.map(({ name, reason }) => `${name}: ${reason}`)]
    const why = all.length > 0 ? all.join('; ') : 'it has no NS records'
    return [problem('proof-impossible', `no authoritative server of ${zone} can be asked: ${why}`)]
  }
  const told = unequal.slice(0, mostProblems)
  const left = unequalCount - told.length
  return [
    ...reasons.map(reason => problem('proof-missing', `${zone}: ${reason}`)),
    ...told.map(({ server, owner, type, detail }) =>
      problem('proof-missing', `${owner} ${type} at ${server}: ${detail}`),
    ),
    ...(left > 0
      ? [problem('proof-missing', `${zone}: ${left} more answers are not as they should be`)]
      : []),
  ]
}
