// Who holds the lock of a zone, and what it means to take it away.
import type { ZoneLock } from '../../operations/unlock-zone.ts'
import { printable } from '../printable.ts'

const standings: Readonly<Record<ZoneLock['holder']['process'], string>> = {
  running: 'which still runs here',
  gone: 'which runs no more',
  unknown: 'of which nothing is known here',
}

/** A paragraph for each lock, and the warning below. */
export function locksText(locks: readonly ZoneLock[]): string {
  const warning =
    'A holder that still works writes nothing more, but what it has sent already is sent: plan again afterwards.'
  return [...locks.map(lockText), warning].join('\n')
}

function lockText({ zone, provider, holder, purpose, since, expires }: ZoneLock): string {
  const { user, host, pid, process } = holder
  return [
    `${zone} at ${provider} is locked by ${printable(`${user}@${host}`)}, process ${pid}, ${standings[process]}`,
    `  for    ${printable(purpose)}`,
    `  since  ${since}`,
    `  until  ${expires}, unless it is renewed`,
  ].join('\n')
}

/** `example.com. at local: unlocked` */
export const unlockedText = ({ zone, provider }: ZoneLock): string => `${zone} at ${provider}: unlocked`
