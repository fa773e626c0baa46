import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const sources = 'src/providers/route53'

it('asks for no more and no less than the policy in the documentation allows', () => {
  const code = readdirSync(sources).map(file => readFileSync(`${sources}/${file}`, 'utf8'))
  const operations = code.flatMap(text => [...text.matchAll(/\bcall\(\s*'(\w+)'/g)].map(([, name]) => name))
  const [, policy] = /```json\n([^]*?)```/.exec(readFileSync('docs/route53.md', 'utf8'))!
  const statements: { Action: string[] }[] = JSON.parse(policy!).Statement
  const allowed = statements.flatMap(({ Action }) => Action)
  const needed = [...new Set(operations)].map(name => `route53:${name}`)
  expect(allowed.filter(action => action.startsWith('route53:')).sort()).toEqual(needed.sort())
  expect(new Set(allowed).size).toBe(allowed.length)
})
