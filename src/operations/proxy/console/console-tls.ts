// What both sides of the console over TCP agree on: TLS 1.3 with a key that both know and no certificates (RFC 8446 §2.2,
// RFC 9257). Each side proves that it knows the key before anything is said, and no session can be read with a key that
// leaks later, as keys are exchanged anew (psk_dhe_ke).
import type { SecureVersion } from 'node:tls'

/** The port of the console where none is named; dnsdist's. */
export const consolePort = 5199

/** What the key is called in the handshake; there is one. */
export const keyIdentity = 'dnsctl console'

/** A key from outside goes with the hash SHA-256 (RFC 8446 §4.2.11). */
export const consoleTls = {
  minVersion: 'TLSv1.3' as SecureVersion,
  maxVersion: 'TLSv1.3' as SecureVersion,
  ciphers: 'TLS_CHACHA20_POLY1305_SHA256',
} as const

/** The octets of a key as the settings have it. */
export const readKey = (base64: string): Buffer => Buffer.from(base64, 'base64')
