// Sockets at whose other end nobody is: what waits on them is asked elsewhere, between two packets.
import type { EngineState } from './engine-state.ts'
import type { Attempt, BackendLink } from './flight.ts'
import { loseAttempt } from './try-again.ts'

/** Remembers a socket; it may be heard of in the middle of sending, when nothing else may be sent or answered. */
export function noteGone({ gone }: EngineState, link: BackendLink, socket: number): void {
  for (const each of gone) if (each.link === link && each.socket === socket) return
  gone.push({ link, socket })
}

/** Gives up what waits on the sockets that were noted. */
export function giveUpGone(e: EngineState): void {
  // What is asked again meanwhile may be refused as well, and is seen to the next time.
  for (let left = e.gone.length; left > 0; left--) {
    const { link, socket } = e.gone.shift()!
    giveUpAll(e, attempt => attempt.link === link && attempt.socket === socket)
  }
}

/** Gives up what waits on any socket to a server. */
export const giveUpLink = (e: EngineState, link: BackendLink): void =>
  giveUpAll(e, attempt => attempt.link === link && attempt.socket >= 0)

function giveUpAll(e: EngineState, isMeant: (attempt: Attempt) => boolean): void {
  const meant: Attempt[] = []
  for (let attempt = e.waiting.first; attempt; attempt = attempt.after)
    if (isMeant(attempt)) meant.push(attempt)
  for (const attempt of meant) {
    // One before it may have ended the flight that both are of.
    if (attempt.isPending && isMeant(attempt)) loseAttempt(e, attempt, attempt.flight!)
  }
}
