// What is measured, whoever is told of it: a family of numbers under one name, told apart by labels.

/** How a family's numbers behave: they only grow, come and go, or are counts by size. */
export type MetricType = 'counter' | 'gauge' | 'histogram'

export interface Sample {
  /** Of a histogram, what the number is. */
  readonly part?: 'bucket' | 'sum' | 'count'
  /** Values may be any text; names are ours. */
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

export interface MetricFamily {
  /** Letters, digits and `_`; that of a counter ends in `_total`. */
  readonly name: string
  readonly type: MetricType
  /** One sentence. */
  readonly help: string
  readonly samples: readonly Sample[]
}
