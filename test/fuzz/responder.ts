// Fuzzes the responder at length: `tsx test/fuzz/responder.ts [count] [seed]`.
import { fuzzResponder } from './fuzz-responder.ts'

const [count = '1000000', seed = '1'] = process.argv.slice(2)
const started = performance.now()
const { packets, answered, slowestMicroseconds } = fuzzResponder(Number(count), Number(seed))
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(
  `${packets} mutated packets in ${seconds} s, ${answered} answered, the slowest took ${slowestMicroseconds} µs`,
)
