import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MetricFamily } from '../../src/metrics/metric.ts'
import { numberText, prometheusText } from '../../src/metrics/prometheus.ts'
import { parsePrometheus } from './parse-prometheus.ts'

const requests: MetricFamily = {
  name: 'requests_total',
  type: 'counter',
  help: 'Requests, with a \\ and\na second line.',
  samples: [
    { labels: { path: '/a', code: '200' }, value: 3 },
    { labels: { path: 'a"b\\c\nd' }, value: 1.5 },
  ],
}

test('names, labels and numbers are written as the format has them', () => {
  expect(prometheusText([requests], { instance: 'one' })).toBe(
    [
      '# HELP requests_total Requests, with a \\\\ and\\na second line.',
      '# TYPE requests_total counter',
      'requests_total{instance="one",path="/a",code="200"} 3',
      'requests_total{instance="one",path="a\\"b\\\\c\\nd"} 1.5',
      '',
    ].join('\n'),
  )
})

test('a histogram has its buckets, sum and count', () => {
  const text = prometheusText([
    {
      name: 'seconds',
      type: 'histogram',
      help: 'Seconds.',
      samples: [
        { part: 'bucket', labels: { le: '0.001' }, value: 2 },
        { part: 'bucket', labels: { le: '+Inf' }, value: 5 },
        { part: 'sum', value: 0.25 },
        { part: 'count', value: 5 },
      ],
    },
  ])
  expect(parsePrometheus(text).get('seconds')?.samples).toHaveLength(4)
})

test.each([
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
  [Number.NaN, 'NaN'],
  [1e21, '1e+21'],
  [0, '0'],
])('%d is %s', (value, text) => {
  expect(numberText(value)).toBe(text)
})

test('whatever a label holds, the text is read back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.double({ noNaN: true }), (label, value) => {
      const family: MetricFamily = {
        name: 'x',
        type: 'gauge',
        help: label,
        samples: [{ labels: { label }, value }],
      }
      const read = parsePrometheus(prometheusText([family])).get('x')!
      expect(read.samples).toEqual([{ name: 'x', labels: { label }, value: value === 0 ? 0 : value }])
      expect(read.help).toBe(label)
    }),
  )
})
