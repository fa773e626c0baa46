// Certificates with their keys, ready for TLS: which one a client gets, by the name it asks for (RFC 6066 §3).
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { fault } from '../../base/errors.ts'
import type { BindSettings } from '../settings/bind.ts'

export type TlsSettings = BindSettings['tls']
type PairSettings = TlsSettings['certificates'][number]

export interface Credentials {
  /** Of the first certificate, and of those of other kinds with the same names. */
  readonly options: SecureContextOptions
  /** What there is for a name; undefined if nothing but the first. */
  contextFor(name: string): SecureContext | undefined
  /** The OCSP response for a certificate, in DER as the certificate itself. */
  ocspResponse(certificate: Buffer): Buffer | undefined
}

/** One certificate or several of different kinds, which have the same names. */
interface Group {
  readonly names: readonly string[]
  readonly options: SecureContextOptions
}

/** Reads them from their files; throws `proxy-certificate-unusable`. `base` has what all contexts share. */
export function readCredentials(settings: TlsSettings, base: SecureContextOptions): Credentials {
  if (settings.certificates.length === 0)
    throw fault(
      'proxy-certificate-unusable',
      'there is no certificate in tls.certificates, without which there is no TLS',
    )
  const leaves: X509Certificate[] = []
  const groups = new Map<string, Group>()
  for (const pair of settings.certificates) {
    const { leaf, options } = readPair(pair)
    leaves.push(leaf)
    const names = namesOf(leaf)
    const key = names.join()
    groups.set(key, { names, options: joined(groups.get(key)?.options ?? base, options) })
  }
  const contexts = new Map<string, SecureContext>()
  for (const { names, options } of groups.values()) {
    const context = createSecureContext(options)
    for (const name of names) if (!contexts.has(name)) contexts.set(name, context)
  }
  const responses = readOcspResponses(settings, leaves)
  const [first] = groups.values()
  return {
    options: first?.options ?? base,
    contextFor(name) {
      const lower = name.toLowerCase()
      return contexts.get(lower) ?? contexts.get(`*${lower.slice(Math.max(0, lower.indexOf('.')))}`)
    },
    ocspResponse: certificate => responses.get(certificate.toString('latin1')),
  }
}

/** The names of a certificate, in order and lower case; its common name if it has no others. */
function namesOf({ subjectAltName, subject }: X509Certificate): readonly string[] {
  const names = [...(subjectAltName ?? '').matchAll(/(?:^|, )DNS:([^,"]+)/g)].map(([, name]) => name!)
  const common = /^CN=(.+)$/m.exec(subject ?? '')?.[1]
  return (names.length > 0 ? names : common ? [common] : []).map(name => name.toLowerCase()).sort()
}

function readPair(pair: PairSettings): { leaf: X509Certificate; options: SecureContextOptions } {
  const { certificate, key, password } = pair
  const held = readOrFail(certificate)
  const withPassword = password === undefined ? {} : { passphrase: password }
  const options: SecureContextOptions =
    key === undefined
      ? { pfx: [{ buf: held, ...withPassword }] }
      : { cert: [held], key: [{ pem: readOrFail(key), ...withPassword }] }
  try {
    // Of PKCS12, only OpenSSL can tell the certificate.
    const { context } = createSecureContext(options) as { context: { getCertificate(): Buffer } }
    const leaf = new X509Certificate(context.getCertificate())
    // OpenSSL minds keys of the same kind only.
    if (
      key !== undefined &&
      !leaf.checkPrivateKey(createPrivateKey({ key: readOrFail(key), ...withPassword }))
    )
      throw new TypeError('the key belongs to another certificate')
    return { leaf, options }
  } catch (error) {
    const message = `${certificate} cannot be used${key === undefined ? '' : ` with ${key}`}: ${(error as Error).message}`
    throw fault('proxy-certificate-unusable', message, undefined, { cause: error })
  }
}

function readOrFail(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const message = `cannot read ${file}: ${(error as Error).message}`
    throw fault('proxy-certificate-unusable', message, undefined, { cause: error })
  }
}

/** Both together: OpenSSL takes the kind that the client can check. */
const joined = (one: SecureContextOptions, other: SecureContextOptions): SecureContextOptions => ({
  ...one,
  cert: [...listOf(one.cert), ...listOf(other.cert)],
  key: [...listOf(one.key), ...listOf(other.key)] as NonNullable<SecureContextOptions['key']>,
  pfx: [...listOf(one.pfx), ...listOf(other.pfx)] as NonNullable<SecureContextOptions['pfx']>,
})

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T]

/** OCSP responses by certificates, which go by their octets. */
function readOcspResponses(
  { ocsp_response_files: files }: TlsSettings,
  leaves: readonly X509Certificate[],
): ReadonlyMap<string, Buffer> {
  const responses = new Map<string, Buffer>()
  for (const [i, file] of files.entries()) {
    const leaf = leaves[i]
    if (leaf) responses.set(leaf.raw.toString('latin1'), readOrFail(file))
  }
  return responses
}
