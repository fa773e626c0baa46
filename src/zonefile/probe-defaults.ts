// What a health check that asks a server has where a zone file leaves it out.

/** Times in seconds. */
export const probeDefaults = { interval: 30, timeout: 5, failures: 3, successes: 3 } as const
