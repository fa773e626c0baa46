// Certificates of binds, in files.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testCertificates } from '../../proxy/frontends/certificates.ts'
import { load, problemsOf } from './loaded.ts'

const certificates = testCertificates()
afterAll(() => certificates.remove())

const one = certificates.make('one', ['dns.example.com'])
const other = certificates.make('other', ['dns.example.org'])
const broken = join(certificates.folder, 'broken.pem')
writeFileSync(broken, 'no certificate')

const settings = (certificate: string, key: string): string => `backends: [{ address: 192.0.2.1 }]
binds:
  - listen_address: 127.0.0.1
    protocol: DoT
    tls: { certificates: [{ certificate: ${certificate}, key: ${key} }] }
`

test('a certificate with its key is taken', async () => {
  const { settings: taken, warnings } = await load(settings(one.certificate, one.key))
  expect(taken.binds[0]!.tls.certificates).toEqual([one])
  expect(warnings).toEqual([])
})

test.each([
  ['a key of another one', one.certificate, other.key],
  ['a key that is none', one.certificate, broken],
  ['a certificate that is none', broken, one.key],
])('with %s it is refused at its place', async (_what, certificate, key) => {
  const [problem, ...others] = await problemsOf(settings(certificate, key))
  expect(problem).toContain(
    `proxy.yaml:5:27: proxy-certificate-unusable: "binds[0].tls.certificates[0]": ${certificate} cannot be used with ${key}: `,
  )
  expect(others).toEqual([])
})
