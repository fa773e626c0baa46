// The plan file in the ZIP archive in which an artifact is handed out, within bounds.
import { createHash } from 'node:crypto'
import { unzipSync } from 'fflate'
import { fault } from '../../base/errors.ts'

/** An archive may have this many octets. */
export const mostArchiveBytes = 64 * 2 ** 20
/** A plan file may have this many octets. */
export const mostPlanBytes = 256 * 2 ** 20

const planEntry = 'plan.json'

/** Gives the one file, `plan.json`; throws `ci-plan-untrusted`. `digest` is what the service says of the archive. */
export function planInArchive(
  archive: Uint8Array,
  { name, digest }: { readonly name: string; readonly digest: string | undefined },
): Uint8Array {
  const refuse = (why: string) => fault('ci-plan-untrusted', `the artifact ${name} ${why}`)
  if (digest?.startsWith('sha256:') && digest.slice(7) !== createHash('sha256').update(archive).digest('hex'))
    throw refuse('is not what was uploaded: its digest differs')
  const names: string[] = []
  let size = 0
  try {
    // Looks at the directory only, and unpacks nothing.
    unzipSync(archive, {
      filter: entry => {
        names.push(entry.name)
        size = entry.originalSize
        return false
      },
    })
  } catch {
    throw refuse('is no ZIP archive')
  }
  if (names.length !== 1 || names[0] !== planEntry)
    throw refuse(`holds ${names.slice(0, 3).join(', ') || 'nothing'}; it has to hold ${planEntry} alone`)
  if (size > mostPlanBytes) throw refuse(`holds ${size} octets; ${mostPlanBytes} is the most`)
  try {
    // The memory is what the directory says, so that no content can take more.
    return unzipSync(archive)[planEntry]!
  } catch {
    throw refuse('cannot be unpacked')
  }
}
