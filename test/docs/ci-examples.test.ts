// What the examples for CI give the action is what the action takes, and what docs/ci.md lists.
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { readFromCheckout } from './pages.ts'

interface Step {
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}

const { inputs } = parse(readFromCheckout('action.yml')) as { inputs: Readonly<Record<string, unknown>> }

it('the workflow for GitHub uses inputs of the action', () => {
  const { jobs, permissions } = parse(readFromCheckout('examples/github-workflow.yml')) as {
    jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>
    permissions: object
  }
  const given = Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .filter(({ uses }) => uses?.startsWith('your-org/dnsctl@'))
    .flatMap(step => Object.keys(step.with ?? {}))
  expect(given).not.toEqual([])
  expect(given.filter(name => !Object.hasOwn(inputs, name))).toEqual([])
  expect(permissions).toEqual({ contents: 'read', 'pull-requests': 'write', actions: 'read' })
})

it('docs/ci.md lists all inputs', () => {
  const page = readFromCheckout('docs/ci.md')
  const listed = [...page.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names]) => [
    ...names!.matchAll(/`([\w-]+)`/g),
  ])
  const names = listed.map(([, name]) => name!)
  expect(names).toEqual(expect.arrayContaining(Object.keys(inputs)))
})
