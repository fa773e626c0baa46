// What the file of a zone is called.
import { type Name, root } from '../dns/name.ts'

/** `zones/example.com.yaml`; a slash in a name (RFC 2317) would lead into another folder. */
export const zoneFilePath = (origin: Name): string =>
  `zones/${origin === root ? 'root' : origin.slice(0, -1).replaceAll('/', '-')}.yaml`
