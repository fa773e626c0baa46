// What may be done with queries of those that are blocked, by the names that rules and the console use.
import { fault } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { type BlockAction, blockActions } from './dynamic-blocks.ts'

const actionsByName: Readonly<Record<string, BlockAction>> = {
  Drop: blockActions.drop,
  NoOp: blockActions.none,
  NoRecurse: blockActions.noRecurse,
  NXDomain: blockActions.nxdomain,
  Refused: blockActions.refused,
  ServFail: blockActions.servfail,
  SetTag: blockActions.none,
  Truncate: blockActions.truncate,
}
const names = Object.keys(actionsByName)

/** Reads an action in any case; throws `proxy-block-invalid`. */
export function readBlockAction(text: string): { name: string; action: BlockAction } {
  const name = names.find(known => known.toLowerCase() === text.toLowerCase())
  if (name !== undefined) return { name, action: actionsByName[name]! }
  const near = nearest(text, names)
  const hint = near === undefined ? `one of ${names.join(', ')}` : `"${near}"`
  throw fault('proxy-block-invalid', `"${text}" is no action of a block; write ${hint}`)
}

/** The name of an action, as lists have it. */
export const blockActionName = (action: number): string =>
  names.find(name => actionsByName[name] === action) ?? String(action)
