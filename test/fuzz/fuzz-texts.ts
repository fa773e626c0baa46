// Checks texts one after the other; the one that fails is shown whole.

export interface FuzzReport {
  readonly files: number
  /** Read without an error, written, and read again. */
  readonly faultless: number
}

/** Throws what `check` throws, with the text; `check` says whether the text is without an error. */
export async function fuzzTexts(
  count: number,
  mutate: () => string,
  check: (text: string) => boolean | Promise<boolean>,
): Promise<FuzzReport> {
  let faultless = 0
  for (let i = 0; i < count; i++) {
    const text = mutate()
    try {
      if (await check(text)) faultless++
    } catch (error) {
      throw new Error(`file ${i}: ${JSON.stringify(text)}`, { cause: error })
    }
  }
  return { files: count, faultless }
}
