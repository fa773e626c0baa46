// Signatures of plan files: Ed25519 (RFC 8032) over the digest of the plan, by keys that are kept as PEM files.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { DnsctlError, fault } from '../../base/errors.ts'

/** What a plan file holds beside the plan if it is signed. */
export interface PlanSignature {
  readonly algorithm: 'ed25519'
  /** Identifies the public key: the first 16 hex digits of the SHA-256 over its SPKI in DER. */
  readonly key: string
  /** Base64. */
  readonly value: string
}

/** What is signed: no other text that the key may sign looks like it. */
const signedText = (digest: string): Buffer => Buffer.from(`dnsctl plan signature, version 1\n${digest}\n`)

/** Identifies a key by its public part, which the key may be or may have. */
export function keyId(key: KeyObject): string {
  const publicKey = key.type === 'public' ? key : createPublicKey(key)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}

/** Signs the digest of a plan. */
export const signDigest = (digest: string, key: KeyObject): PlanSignature => ({
  algorithm: 'ed25519',
  key: keyId(key),
  value: sign(null, signedText(digest), key).toString('base64'),
})

/** Throws `plan-signature` unless the holder of the key has signed the digest; `file` is the plan's name in messages. */
export function checkSignature(
  signature: PlanSignature | undefined,
  digest: string,
  key: KeyObject,
  file: string,
): void {
  const expected = keyId(key)
  if (!signature) throw fault('plan-signature', `${file} is not signed; it has to be, by the key ${expected}`)
  if (signature.key !== expected)
    throw fault('plan-signature', `${file} is signed by the key ${signature.key}, not by ${expected}`)
  const value = Buffer.from(signature.value, 'base64')
  // Base64 has several spellings of the same octets; ours is one of them.
  if (value.toString('base64') !== signature.value || !verify(null, signedText(digest), key, value))
    throw fault('plan-signature', `${file} has a signature that is not one of the key ${expected}`)
}

/** Reads a private key in PEM; throws `plan-key`. `file` is its name in messages. */
export function readSigningKey(pem: string, file: string, passphrase: string | undefined): KeyObject {
  if (/-----BEGIN PUBLIC KEY-----/.test(pem))
    throw fault('plan-key', `${file} is a public key; plans are signed with the private one`)
  if (passphrase === undefined && /ENCRYPTED/.test(pem))
    throw fault('plan-key', `${file} needs its passphrase in the environment variable DNSCTL_KEY_PASSPHRASE`)
  try {
    return ed25519(createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) }), file)
  } catch (error) {
    throw notAKey(error, file, passphrase)
  }
}

/** Reads a public key in PEM; throws `plan-key`. `file` is its name in messages. */
export function readVerifyKey(pem: string, file: string): KeyObject {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem))
    throw fault('plan-key', `${file} is a private key; plans are verified with the public one`)
  try {
    return ed25519(createPublicKey(pem), file)
  } catch (error) {
    throw notAKey(error, file, undefined)
  }
}

function ed25519(key: KeyObject, file: string): KeyObject {
  if (key.asymmetricKeyType === 'ed25519') return key
  throw fault('plan-key', `${file} is a key for ${key.asymmetricKeyType}, not for Ed25519`)
}

/** What OpenSSL says of it ("DECODER routines::unsupported") helps nobody. */
function notAKey(error: unknown, file: string, passphrase: string | undefined): unknown {
  if (error instanceof DnsctlError) return error
  const wrong = passphrase === undefined ? '' : ', or the passphrase in DNSCTL_KEY_PASSPHRASE is wrong'
  return fault('plan-key', `${file} has no key in PEM${wrong}`, undefined, { cause: error })
}
