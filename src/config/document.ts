// dnsctl.yaml as text: its plain data, and where each setting stands.
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import { type Place, type Problem, problem } from '../base/errors.ts'
import type { Path } from '../base/json-schema.ts'

/** What a settings file says. */
export interface SettingsDocument {
  /** Plain data with `${env:NAME}` replaced; undefined if the file is empty or broken. */
  readonly value: unknown
  /** The same with `${env:NAME}` as typed. */
  readonly asTyped: unknown
  readonly problems: readonly Problem[]
  /** Where a setting stands, or what encloses it if it is not there. */
  placeOf(path: Path): Place
  /** The value of a setting as typed, on one line; it shows no secret from the environment. */
  sourceOf(path: Path): string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads YAML; `env` has the variables that `${env:NAME}` in a text stands for. */
export function readSettings(text: string, file: string, env: Environment): SettingsDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const problems = document.errors.map(error =>
    problem(
      'config-syntax',
      error.message.charAt(0).toLowerCase() + error.message.slice(1),
      placeAt(error.pos[0]),
    ),
  )
  const plainData = (): unknown => (document.errors.length === 0 ? (document.toJS() ?? undefined) : undefined)
  const asTyped = plainData()
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return
      node.value = node.value.replace(/\$\{env:(\w+)\}/g, (_whole, name: string) => {
        if (env[name] === undefined)
          problems.push(
            problem(
              'config-environment-missing',
              `environment variable ${name} is not set`,
              placeAt(node.range![0]),
            ),
          )
        return env[name] ?? ''
      })
    },
  })
  return {
    value: plainData(),
    asTyped,
    problems,
    placeOf: path => placeAt(find(document.contents, path).start),
    sourceOf: path => oneLine(text, find(document.contents, path).value),
  }
}

/** Follows a path as far as it leads: the node there, and where its key or its list item starts. */
function find(contents: Node | null, path: Path): { start: number; value: Node | undefined } {
  let value = contents ?? undefined
  let start = value?.range?.[0] ?? 0
  for (const step of path) {
    const pair = isMap(value) ? value.items.find(({ key }) => isScalar(key) && key.value === step) : undefined
    const next = isSeq(value) ? value.items[step as number] : pair?.value
    if (!pair && !next) return { start, value: undefined }
    value = isNode(next) ? next : undefined
    start = (pair ? (pair.key as Node) : value)?.range?.[0] ?? start
  }
  return { start, value }
}

function oneLine(text: string, node: Node | undefined): string {
  if (!node?.range) return 'empty'
  const source = text.slice(node.range[0], node.range[1]).replace(/\s+/g, ' ').trim()
  return source.length > 60 ? `${source.slice(0, 57)}...` : source || 'empty'
}
