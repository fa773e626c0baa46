// The version of this program, as package.json states it; the build puts it in.
import manifest from '../../package.json' with { type: 'json' }

/** `0.1.0` */
export const version: string = manifest.version
