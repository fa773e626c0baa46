// Flags that take a time: `90s`, `10m`, `1h30m`.
import * as Flags from '@oclif/core/flags'
import { fault } from '../base/errors.ts'
import { parseTtl, secondsText } from '../dns/ttl.ts'

/** A flag whose value is a time, in milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'TIME',
  // As it would be typed; the value itself is in milliseconds.
  defaultHelp: async ({ options }) =>
    typeof options.default === 'number' ? secondsText(options.default / 1000) : undefined,
  parse: async (text, _context, { name }) => {
    try {
      return parseTtl(text) * 1000
    } catch {
      throw fault('usage-invalid', `--${name} is "${text}", not a time such as 90s, 10m or 1h`)
    }
  },
})
