// The JSON Schemas that a checkout carries, so that every editor finds them beside the files.

/** Folder of the schemas, in the package and in a checkout. */
export const schemaFolder = 'schemas'

/** Schema of zone files, relative to the checkout. */
export const zoneSchemaFile = `${schemaFolder}/zone.schema.json`

/** Schema of dnsctl.yaml, relative to the checkout. */
export const configSchemaFile = `${schemaFolder}/config.schema.json`
