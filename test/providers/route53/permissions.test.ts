import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const sources = 'src/providers/route53'

const [, policy] = /```json\n([^]*?)```/.exec(readFileSync('docs/route53.md', 'utf8'))!
const statements: { Sid: string; Action: string[] }[] = JSON.parse(policy!).Statement

it('asks for no more and no less than the policy in the documentation allows', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  )
  const code = files.map(file => readFileSync(`${sources}/${file}`, 'utf8'))
  const operations = code.flatMap(text => [...text.matchAll(/\bcall\(\s*'(\w+)'/g)].map(([, name]) => name))
  const allowed = statements.flatMap(({ Action }) => Action)
  const needed = [...new Set(operations)].map(name => `route53:${name}`)
  expect(allowed.filter(action => action.startsWith('route53:')).sort()).toEqual(needed.sort())
  expect(new Set(allowed).size).toBe(allowed.length)
})

it('has what changes nothing in its first statement, and all of that', () => {
  const isRead = (action: string): boolean => /:(?:Describe|Get|List)/.test(action)
  const reads = statements.flatMap(({ Sid, Action }) => Action.filter(isRead).map(action => [Sid, action]))
  // Only who has made a change asks for it.
  expect(reads.filter(([sid]) => sid !== 'Plan')).toEqual([['Apply', 'route53:GetChange']])
  expect(statements[0]).toMatchObject({ Sid: 'Plan', Action: reads.slice(0, -1).map(([, action]) => action) })
})
