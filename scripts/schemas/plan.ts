// schemas/plan.schema.json, for tools that read plan files or what `plan --json` prints.
import { planFileSchema } from '../../src/plan/file/plan-schema.ts'

/** The JSON Schema of plan files. */
export const planSchemaText = (): string => `${JSON.stringify(planFileSchema, null, 2)}\n`
