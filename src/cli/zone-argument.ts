// The name of a zone on the command line.
import { toAsciiLabels } from '../dns/idn.ts'
import { type Name, parseName, root } from '../dns/name.ts'

/** Reads it, with or without its last dot; throws `name-syntax`. */
export const zoneArgument = (text: string): Name => parseName(toAsciiLabels(text), root)
