// Text that is meant as it stands, where a zone file may have variables.

/** `$${` is what reads as `${`. */
export const literal = (text: string): string => (text.includes('${') ? text.split('${').join('$${') : text)
