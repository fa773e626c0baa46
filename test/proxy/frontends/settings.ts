// Settings of binds and limits with their defaults filled in, as tests need them.
import { Ajv } from 'ajv'
import { type BindSettings, bindSchema } from '../../../src/proxy/settings/bind.ts'
import { type StreamLimits, streamLimitsSchema } from '../../../src/proxy/settings/stream-limits.ts'

const ajv = new Ajv({ useDefaults: true, strict: false })
const isBind = ajv.compile(bindSchema)
const isLimits = ajv.compile(streamLimitsSchema)

export function bindSettings(changed: Record<string, unknown> = {}): BindSettings {
  const settings = { listen_address: '127.0.0.1:0', ...structuredClone(changed) }
  if (!isBind(settings)) throw new Error(ajv.errorsText(isBind.errors))
  return settings as unknown as BindSettings
}

export function streamLimits(changed: Partial<StreamLimits> = {}): StreamLimits {
  const settings = { ...changed }
  if (!isLimits(settings)) throw new Error(ajv.errorsText(isLimits.errors))
  return settings as unknown as StreamLimits
}
