// Certificates of tests, self-signed, for names under example.com: written octet by octet (RFC 5280 §4.1).
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Pair {
  readonly certificate: string
  readonly key: string
}

export interface TestCertificates {
  readonly folder: string
  /** Makes a certificate with these names, of an elliptic curve or RSA, in files of this name. */
  make(file: string, names: readonly string[], kind?: 'ec' | 'rsa'): Pair
  remove(): void
}

export function testCertificates(): TestCertificates {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-frontends-'))
  return {
    folder,
    make(file, names, kind = 'ec') {
      const pair = { certificate: join(folder, `${file}.pem`), key: join(folder, `${file}.key`) }
      const keys = keysOf(kind)
      writeFileSync(pair.key, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
      writeFileSync(pair.certificate, pem(selfSigned(names, keys, kind)))
      return pair
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

interface Keys {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const keysOf = (kind: 'ec' | 'rsa'): Keys =>
  kind === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 })

/** One element of DER (X.690 §8.1): tag, length, content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Uint8Array.of(tag, ...size), content])
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
const object = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value))

/** ecdsa-with-SHA256; sha256WithRSAEncryption, which has parameters that say nothing. */
const signatures = {
  ec: sequence(object('2a8648ce3d040302')),
  rsa: sequence(object('2a864886f70d01010b'), der(0x05)),
}
const commonName = object('550403')
const subjectAltName = object('551d11')

function selfSigned(names: readonly string[], { publicKey, privateKey }: Keys, kind: 'ec' | 'rsa'): Buffer {
  const name = sequence(der(0x31, sequence(commonName, text(0x0c, names[0]!))))
  const alternatives = sequence(...names.map(other => text(0x82, other)))
  const body = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, Uint8Array.of(1)),
    signatures[kind],
    name,
    sequence(text(0x17, '200101000000Z'), text(0x17, '491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(subjectAltName, der(0x04, alternatives)))),
  )
  const signature = sign('sha256', body, privateKey)
  return sequence(body, signatures[kind], der(0x03, Uint8Array.of(0), signature))
}

const pem = (certificate: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`
