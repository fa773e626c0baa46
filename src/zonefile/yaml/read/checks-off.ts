// Checks that are turned off: `checks` of a zone or of a record.
import { type CodeEntry, codes, type ErrorCode } from '../../../base/errors.ts'
import { nearest } from '../../../base/nearest.ts'
import type { YamlNode } from './node.ts'
import type { Reading } from './reading.ts'

/** `checks`, of a zone or of a record. */
export interface ChecksValue {
  readonly off?: readonly string[]
}

/** The codes under `checks: { off: […] }`; each must be one that can be turned off. */
export function readChecksOff(
  value: ChecksValue | undefined,
  node: YamlNode | undefined,
  reading: Reading,
): readonly string[] {
  const off = value?.off ?? []
  const list = node?.kind === 'mapping' ? node.entries.get('off')?.value : undefined
  for (const [i, code] of off.entries()) {
    if (silenceable.includes(code)) continue
    const near = nearest(code, silenceable)
    const hint = Object.hasOwn(codes, code)
      ? ' that can be turned off'
      : near
        ? `; did you mean "${near}"?`
        : ''
    const position = list?.kind === 'sequence' ? list.items[i]!.position : 0
    reading.report('zone-file-schema', `"${code}" is not the code of a check${hint}`, position)
  }
  return off
}

const silenceable = Object.entries<CodeEntry>(codes).flatMap(([code, entry]) =>
  entry.silenceable ? [code] : [],
)

/** The same file to read, without the problems that are turned off. */
export function silenced(reading: Reading, off: readonly string[]): Reading {
  if (off.length === 0) return reading
  return {
    ...reading,
    report(code, message, position) {
      if (!isSilenced(code, off)) reading.report(code, message, position)
    },
  }
}

/** Says whether a code is one that can be turned off, and is. */
export const isSilenced = (code: ErrorCode, off: readonly string[]): boolean =>
  off.includes(code) && silenceable.includes(code)
