// How the schemas of parts refer to those of all parts, which schema.ts puts together.

/** Where the schemas of rules stand in the schema of all settings. */
export const selectorRef = { $ref: '#/definitions/selector' } as const
export const actionRef = { $ref: '#/definitions/action' } as const
export const responseActionRef = { $ref: '#/definitions/response_action' } as const
