// `npm run generate` writes the generated files; with --check it fails if one is not what it would write.
import { readFileSync, writeFileSync } from 'node:fs'
import { configurationReference } from './docs/configuration.ts'
import { errorReference } from './docs/errors.ts'
import { proxyConfigurationReference } from './docs/proxy-configuration.ts'
import { proxyConsoleReference } from './docs/proxy-console.ts'
import { proxyRulesReference } from './docs/proxy-rules.ts'
import { recordTypeReference } from './docs/record-types.ts'
import { configFileSchema } from './schemas/config.ts'
import { planSchemaText } from './schemas/plan.ts'
import { proxyFileSchema } from './schemas/proxy.ts'
import { zoneFileSchema } from './schemas/zone.ts'
import { validatorFiles } from './validators/groups.ts'

/** Every generated file and what makes its text. */
const generated: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/configuration.md': configurationReference,
  'docs/errors.md': errorReference,
  'docs/proxy-configuration.md': proxyConfigurationReference,
  'docs/proxy-console.md': proxyConsoleReference,
  'docs/proxy-rules.md': proxyRulesReference,
  'docs/record-types.md': recordTypeReference,
  'schemas/config.schema.json': configFileSchema,
  'schemas/plan.schema.json': planSchemaText,
  'schemas/proxy.schema.json': proxyFileSchema,
  'schemas/zone.schema.json': zoneFileSchema,
  ...validatorFiles,
}

const isCheck = process.argv.includes('--check')
for (const [file, make] of Object.entries(generated)) {
  const text = await make()
  let old = ''
  try {
    old = readFileSync(file, 'utf8')
  } catch {}
  if (old === text) continue
  if (isCheck) {
    console.error(`${file} is out of date: run npm run generate`)
    process.exitCode = 1
  } else {
    writeFileSync(file, text)
    console.log(`wrote ${file}`)
  }
}
