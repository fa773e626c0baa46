// How long commands wait for somebody else's lock unless told otherwise.

/** Milliseconds: the time of a short apply. */
export const lockWaitMs = 5000
