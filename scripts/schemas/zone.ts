// schemas/zone.schema.json: completion and checks of zone files in editors.
import { zoneSchema } from '../../src/zonefile/schema/zone-schema.ts'

/** Makes the text of schemas/zone.schema.json. */
export const zoneFileSchema = (): string => `${JSON.stringify(zoneSchema(), undefined, 2)}\n`
