// What a desired-state sequence is: zones as code, one after the other, each of which a provider must take on.

/** The states of example.com., each the `records:` of a zone file with what goes before them. */
export interface Sequence {
  readonly name: string
  readonly states: readonly State[]
}

export interface State {
  /** YAML of the zone file without `zone:` and `ttl:`. */
  readonly file: string
  /** The code of the problem for which the state is refused before anything is written. */
  readonly refused?: string
}

/** A sequence of states; each text is the file of one. */
export const sequence = (name: string, ...files: readonly (string | State)[]): Sequence => ({
  name,
  states: files.map(file => (typeof file === 'string' ? { file } : file)),
})

/** A state with records only: `a: { A: 192.0.2.1 }`, one on each line. */
export const records = (...lines: readonly string[]): string =>
  lines.length === 0 ? 'records: {}\n' : `records:\n${lines.map(line => `  ${line}\n`).join('')}`

/** The same, but it must be refused. */
export const refused = (code: string, file: string): State => ({ file, refused: code })

/** A text as YAML has it. */
export const quoted = (text: string): string => JSON.stringify(text)
