// The part of tr46 that is used; the package has no types of its own.
declare module 'tr46' {
  export function toASCII(
    domain: string,
    options: { readonly checkBidi: boolean; readonly checkHyphens: boolean; readonly checkJoiners: boolean },
  ): string | null
}
