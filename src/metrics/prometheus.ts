// Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
import type { MetricFamily, Sample } from './metric.ts'

/** What the text is over HTTP. */
export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8'

/** Writes families, each with what it is about; `common` are labels that every number gets. */
export const prometheusText = (
  families: readonly MetricFamily[],
  common: Readonly<Record<string, string>> = {},
): string => families.map(family => familyText(family, common)).join('')

function familyText({ name, type, help, samples }: MetricFamily, common: Sample['labels']): string {
  const lines = samples.map(
    ({ part, labels, value }) =>
      `${name}${part ? `_${part}` : ''}${labelsText({ ...common, ...labels })} ${numberText(value)}\n`,
  )
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([label, value]) => `${label}="${escaped(value).replaceAll('"', '\\"')}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

/** The format's words for what is no number. */
export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}
