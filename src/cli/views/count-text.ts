// Numbers of things, for people.

/** `1 zone`, `2 zones` */
export const countText = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
