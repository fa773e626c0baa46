// Where a message came from, read only if what is done with it depends on that.
import { readAddress } from './address-words.ts'

export interface AddressSource {
  /** Tells the address as net/address-words.ts has it; false if it is not known. */
  readInto(words: Int32Array): boolean
}

/** An address as text, which may be another one for each message; empty if it is not known. */
export interface TextSource extends AddressSource {
  text: string
}

/** Makes one, for one message after the other. */
export function createTextSource(text = ''): TextSource {
  return {
    text,
    readInto(words) {
      return readAddress(this.text, words)
    },
  }
}
