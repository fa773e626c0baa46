// Passwords and keys as settings have them: as they are, or hashed by scrypt in the form `$scrypt$ln=10,p=1,r=8$SALT$HASH`.
import { createHash, scryptSync, timingSafeEqual } from 'node:crypto'

/** Says whether a text is the secret; takes the same time however much of it is right. */
export type SecretCheck = (given: string) => boolean

const hashed = /^\$scrypt\$ln=(\d{1,2}),p=(\d{1,2}),r=(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/

/** 128 · r · 2^ln octets of memory are needed, and as much time. */
const maxMemory = 64 * 1024 * 1024

/** Makes the check of a secret; nothing is the secret that is empty. */
export function secretCheck(secret: string): SecretCheck {
  if (secret === '') return () => false
  const parts = hashed.exec(secret)
  if (!parts) {
    const digest = digestOf(secret)
    return given => timingSafeEqual(digestOf(given), digest)
  }
  const [, ln, p, r, salt = '', hash = ''] = parts
  const expected = Buffer.from(hash, 'base64')
  const options = { N: 2 ** Number(ln), p: Number(p), r: Number(r), maxmem: maxMemory }
  // What was right once is told fast from then on: clients state it with each request.
  let known: Buffer | undefined
  return given => {
    const digest = digestOf(given)
    if (known && timingSafeEqual(digest, known)) return true
    try {
      const made = scryptSync(given, Buffer.from(salt, 'base64'), expected.length, options)
      if (!timingSafeEqual(made, expected)) return false
    } catch {
      return false
    }
    known = digest
    return true
  }
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
