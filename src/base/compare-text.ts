// The order of texts that does not depend on anybody's language.

/** Compares texts by their code units. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
