// A part of a YAML file as a small tree with positions. Only what is not a plain record is made into one.

export interface ScalarNode {
  readonly kind: 'scalar'
  /** As written, without quotes: never a number, date or boolean that YAML would make of it. */
  readonly text: string
  /** Nothing, `~` or `null` without quotes. */
  readonly isNull: boolean
  readonly position: number
}

export interface SequenceNode {
  readonly kind: 'sequence'
  readonly items: readonly YamlNode[]
  readonly position: number
}

export interface MappingNode {
  readonly kind: 'mapping'
  /** In the order of the file. */
  readonly entries: ReadonlyMap<string, MappingEntry>
  readonly position: number
}

export interface MappingEntry {
  readonly key: ScalarNode
  readonly value: YamlNode
}

/** An alias, which has been reported already. */
export interface RefusedNode {
  readonly kind: 'refused'
  readonly position: number
}

export type YamlNode = ScalarNode | SequenceNode | MappingNode | RefusedNode
