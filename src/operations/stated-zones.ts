// The zones that the files of a checkout state, for those who can do without files.
import { DnsctlError } from '../base/errors.ts'
import { type Name, sameName } from '../dns/name.ts'
import type { Checkout } from './checkout.ts'
import type { Workspace, WorkspaceZone } from './workspace.ts'

/** Reads all zone files; a checkout without any states nothing. */
export async function statedZones(checkout: Checkout): Promise<Workspace> {
  try {
    return await checkout.openWorkspace([])
  } catch (error) {
    if (!(error instanceof DnsctlError) || error.code !== 'zone-files-missing') throw error
    return { zones: [], problems: error.problems.slice(1) }
  }
}

/** Those that state one zone. */
export const statementsOf = ({ zones }: Workspace, origin: Name): WorkspaceZone[] =>
  zones.filter(({ loaded }) => sameName(loaded.origin, origin))
