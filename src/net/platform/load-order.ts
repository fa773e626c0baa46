// What the processor promises of memory that threads share.

/**
 * Whether a load never overtakes an earlier one of the same thread, as on x86: then memory can be read while others may
 * write it, if a look at a counter afterwards tells that they did not.
 */
export const loadsKeepOrder = process.arch === 'x64'
