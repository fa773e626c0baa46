// Confirms a run of the checkout in a folder, once what is overdue is taken back.
import { ownIdentity } from '../../base/process-identity.ts'
import { type SessionPlace, withSession } from '../apply/apply-session.ts'
import { type ConfirmedRun, confirmRun } from './confirm-run.ts'
import { revertOverdue } from './revert-overdue.ts'

/** Confirms the run of an id, or the only one that waits; throws as `confirmRun` does. */
export const confirmCheckout = (
  place: SessionPlace & { readonly id: string | undefined },
): Promise<ConfirmedRun> =>
  withSession(place, async session => {
    await revertOverdue(session)
    const { user, host } = ownIdentity()
    return confirmRun({ history: session.history, id: place.id, by: `${user}@${host}` })
  })
