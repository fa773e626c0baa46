// What can be asked of the proxy as a whole: how it does, what was counted, its settings.
import { heavy, listOf, nothing, objectOf } from './answer-schemas.ts'
import { defineRoute, type Route } from './route.ts'
import { changeSchema, problemSchema, reportSchema, sampleSchema } from './schemas.ts'
import { tellReport } from './tell-report.ts'

/** In the order of the documentation. */
export const statusRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/status',
    summary: 'Version, addresses, all counters and latencies',
    fields: {},
    answer: {
      ...reportSchema,
      required: [...reportSchema.required, 'isReadWrite'],
      properties: {
        ...reportSchema.properties,
        isReadWrite: { type: 'boolean', description: 'Whether the API may change things.' },
      },
    },
    run: ({ proxy, isReadWrite }) => ({ ...tellReport(proxy.report()), isReadWrite }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/history',
    summary: 'What was counted in each of the last seconds',
    fields: {},
    answer: listOf(sampleSchema),
    cost: heavy,
    run: ({ live }) => live.history(),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/live',
    summary: 'A stream of events, one each second, with all that the page shows',
    fields: {},
    run: ({ live }) => live,
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/changes',
    summary: 'What was changed while the proxy ran',
    fields: {},
    answer: listOf(changeSchema),
    run: ({ proxy }) => proxy.changes(),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/configuration',
    summary: 'The settings in force, and what was changed since they were read',
    fields: {},
    answer: {
      type: 'object',
      required: ['yaml', 'delta'],
      properties: {
        yaml: { type: 'string', description: 'Settings as a file has them; secrets are masked.' },
        delta: { type: 'string', description: 'As a unified diff; empty if nothing was changed.' },
      },
    },
    cost: heavy,
    run: ({ proxy }) => ({ yaml: proxy.configuration(), delta: proxy.delta() }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This description',
    fields: {},
    answer: nothing,
    run: ({ document }) => document,
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/reload',
    summary: 'Read the settings anew; those before stay in force if there is something wrong',
    fields: {},
    answer: objectOf('warnings', listOf(problemSchema)),
    cost: heavy,
    run: async ({ proxy }) => ({
      warnings: (await proxy.reload()).map(({ code, message }) => ({ code, message })),
    }),
  }),
]
