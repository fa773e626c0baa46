// Ties what a part of a rule is made with to the type that its schema gives.
import type { SchemaValue } from '../../config/schema-value.ts'
import type { JsonSchema } from '../../dns/rr/field-kind.ts'
import type { PartMakers, RulePart, RuleSite } from './rule.ts'

/** A part whose `make` gets what its `properties` accept. */
interface TypedPart<Properties, Required, Made> {
  readonly type: string
  readonly summary: string
  readonly properties: Properties
  readonly required: readonly Required[]
  make(
    settings: SchemaValue<{
      readonly type: 'object'
      readonly properties: Properties
      readonly required: readonly Required[]
    }>,
    site: RuleSite,
    parts: PartMakers,
  ): Made
}

/** Declares a selector or an action. */
export const definePart = <
  const Properties extends Readonly<Record<string, JsonSchema>>,
  const Required extends keyof Properties & string,
  Made,
>(
  part: TypedPart<Properties, Required, Made>,
): RulePart<Made> => part as RulePart<Made>
