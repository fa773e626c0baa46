// Time is passed in, so that tests own it.

/** Milliseconds since the Unix epoch, as Date.now gives them. */
export type Clock = () => number

export const systemClock: Clock = Date.now
