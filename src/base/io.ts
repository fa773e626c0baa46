// What operations tell the outside while they work; the command line prints it, tests collect it.
import type { Problem } from './errors.ts'

export type Event =
  /** `done` of `total` units of a named piece of work; total is absent while it is not known. */
  | { readonly kind: 'progress'; readonly task: string; readonly done: number; readonly total?: number }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'note'; readonly text: string }

/** Receives events; must not throw. */
export type Listener = (event: Event) => void

/** Drops every event. */
export const silent: Listener = () => {}
