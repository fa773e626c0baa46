// The API's description for programs (OpenAPI 3.1), made from the table of its routes.
import type { JsonSchema } from '../base/json-schema.ts'
import { pathFields, type Route } from './route.ts'
import { problemSchema } from './schemas.ts'

const json = (schema: JsonSchema) => ({ 'application/json': { schema } })

const problemsSchema = {
  type: 'object',
  required: ['problems'],
  properties: {
    problems: { type: 'array', items: problemSchema },
  },
}

/** Describes routes. */
export const openApi = (routes: readonly Route[], version: string): JsonSchema => ({
  openapi: '3.1.0',
  info: { title: 'dnsctl proxy', version, license: { name: 'Apache-2.0' } },
  paths: Object.fromEntries(
    [...new Set(routes.map(({ path }) => path))].map(path => [
      path,
      Object.fromEntries(
        routes
          .filter(route => route.path === path)
          .map(route => [route.method.toLowerCase(), operationOf(route)]),
      ),
    ]),
  ),
  components: {
    schemas: { Problems: problemsSchema },
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      bearer: { type: 'http', scheme: 'bearer' },
      password: { type: 'http', scheme: 'basic' },
    },
  },
  security: [{ key: [] }, { bearer: [] }, { password: [] }],
})

function operationOf({ method, path, summary, fields, answer }: Route): JsonSchema {
  const inPath = pathFields(path)
  const others = Object.entries(fields).filter(([name]) => !inPath.includes(name))
  const hasBody = hasBodyOf(method)
  const parameters = [
    ...inPath.map(name => ({ name, in: 'path', required: true, schema: fields[name]!.schema })),
    ...(hasBody ? [] : others).map(([name, { schema, isRequired, isList }]) => ({
      name,
      in: 'query',
      required: isRequired,
      schema,
      ...(isList && { style: 'form', explode: true }),
    })),
  ]
  const body = {
    type: 'object',
    required: others.filter(([, { isRequired }]) => isRequired).map(([name]) => name),
    properties: Object.fromEntries(others.map(([name, { schema }]) => [name, schema])),
    additionalProperties: false,
  }
  return {
    operationId: operationId(method, path),
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody && others.length > 0 && { requestBody: { required: true, content: json(body) } }),
    responses: {
      200: {
        description: 'Done.',
        content: answer ? json(answer) : { 'text/event-stream': { schema: { type: 'string' } } },
      },
      default: {
        description: 'Refused, and why.',
        content: json({ $ref: '#/components/schemas/Problems' }),
      },
    },
  }
}

/** Whether the fields of a request stand in its body. */
export const hasBodyOf = (method: string): boolean => method === 'POST' || method === 'PUT'

/** `getServers`, `putServersMode` */
const operationId = (method: string, path: string): string =>
  method.toLowerCase() +
  path
    .split('/')
    .slice(3)
    .filter(part => !part.startsWith('{'))
    .map(part => part.replace('.json', ''))
    .map(part => part[0]!.toUpperCase() + part.slice(1))
    .join('')
