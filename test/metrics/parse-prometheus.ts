// Reads Prometheus' text format as strictly as its description has it, and throws at anything else.

export interface ParsedFamily {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly samples: {
    readonly name: string
    readonly labels: Record<string, string>
    readonly value: number
  }[]
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** All families by name, in order. */
export function parsePrometheus(text: string): ReadonlyMap<string, ParsedFamily> {
  const families = new Map<string, ParsedFamily>()
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const lines = text.slice(0, -1).split('\n')
  let family: ParsedFamily | undefined
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    const help = /^# HELP (\S+) (.*)$/s.exec(line)
    if (help) {
      const [, name = '', rest = ''] = help
      const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(lines[++i] ?? '')
      if (!type || type[1] !== name) throw new Error(`no type behind: ${line}`)
      if (!metricName.test(name) || families.has(name)) throw new Error(`bad name, or twice: ${line}`)
      family = { name, type: type[2]!, help: unescaped(rest, '\\n'), samples: [] }
      families.set(name, family)
      continue
    }
    if (!family) throw new Error(`a sample before its family: ${line}`)
    family.samples.push(parseSample(line, family))
  }
  for (const each of families.values()) checkFamily(each)
  return families
}

function parseSample(line: string, { name: family, type }: ParsedFamily) {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0] ?? ''
  const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map(part => family + part) : [family]
  if (!names.includes(name)) throw new Error(`not of ${family}: ${line}`)
  let at = name.length
  const labels: Record<string, string> = {}
  if (line[at] === '{') {
    do {
      const [label] = /^[^=]*/.exec(line.slice(at + 1))!
      if (!labelName.test(label) || label in labels) throw new Error(`bad label, or twice: ${line}`)
      const value = /^="((?:[^"\\\n]|\\[\\"n])*)"/.exec(line.slice(at + 1 + label.length))
      if (!value) throw new Error(`bad value of ${label}: ${line}`)
      labels[label] = unescaped(value[1]!, '\\n"')
      at += 1 + label.length + value[0].length
    } while (line[at] === ',')
    if (line[at++] !== '}') throw new Error(`labels do not end: ${line}`)
  }
  const number = /^ (\+Inf|-Inf|NaN|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line.slice(at))
  if (!number) throw new Error(`no number: ${line}`)
  return { name, labels, value: Number(number[1]!.replace('Inf', 'Infinity')) }
}

function unescaped(text: string, allowed: string): string {
  return text.replace(/\\(.?)/g, (_all, letter: string) => {
    if (letter === '' || !allowed.includes(letter)) throw new Error(`bad escape \\${letter} in ${text}`)
    return letter === 'n' ? '\n' : letter
  })
}

function checkFamily({ name, type, samples }: ParsedFamily): void {
  const keys = samples.map(sample => JSON.stringify([sample.name, Object.entries(sample.labels).sort()]))
  if (new Set(keys).size < keys.length) throw new Error(`the same sample twice in ${name}`)
  if (type === 'counter' && !name.endsWith('_total')) throw new Error(`${name} is a counter`)
  if (type === 'counter' && samples.some(({ value }) => !(value >= 0))) throw new Error(`${name} is negative`)
  if (type === 'histogram') checkHistogram(name, samples)
}

function checkHistogram(name: string, samples: ParsedFamily['samples']): void {
  const buckets = samples.filter(sample => sample.name === `${name}_bucket`)
  const limits = buckets.map(({ labels }) => Number((labels.le ?? '').replace('Inf', 'Infinity')))
  const isRising = (numbers: readonly number[]): boolean =>
    numbers.every((number, i) => i === 0 || number >= numbers[i - 1]!)
  if (!isRising(limits) || limits.at(-1) !== Number.POSITIVE_INFINITY) throw new Error(`limits of ${name}`)
  if (!isRising(buckets.map(({ value }) => value))) throw new Error(`buckets of ${name} are not cumulative`)
  const count = samples.find(sample => sample.name === `${name}_count`)
  if (count?.value !== buckets.at(-1)!.value) throw new Error(`count of ${name}`)
  if (!samples.some(sample => sample.name === `${name}_sum`)) throw new Error(`no sum of ${name}`)
}
