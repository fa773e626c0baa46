// Problems that a provider has told, with its name.
import type { Problem } from '../base/errors.ts'

/** The problem with the provider that it is of, unless a place in a file says so. */
export const atProvider = (provider: string, told: Problem): Problem =>
  told.place ? told : { ...told, message: `${provider}: ${told.message}` }
