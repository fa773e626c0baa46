// Reads the certificates and keys of the proxy's settings, so that a mistake is told before anything is opened.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { type Problem, problem } from '../../base/errors.ts'
import type { Path } from '../../base/json-schema.ts'
import type { CheckedSettings } from './check-proxy-settings.ts'

/** The problems of all certificates: files that cannot be read or are none, and keys of others. */
export async function certificateProblems({ settings, placeOf }: CheckedSettings): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const [i, { tls }] of settings.binds.entries())
    for (const [j, pair] of tls.certificates.entries()) {
      const path: Path = ['binds', i, 'tls', 'certificates', j]
      const wrong = await pairProblem(pair)
      if (wrong) problems.push(problem('proxy-certificate-unusable', wrong, placeOf(path)))
    }
  return problems
}

type Pair = CheckedSettings['settings']['binds'][number]['tls']['certificates'][number]

/** What is wrong with a pair. */
async function pairProblem({ certificate, key, password }: Pair): Promise<string | undefined> {
  const held = await readOr(certificate)
  if (typeof held === 'string') return held
  if (key === undefined)
    return failureOf(`${certificate} is no PKCS12 file that can be opened`, () =>
      createSecureContext({ pfx: held, passphrase: password }),
    )
  const heldKey = await readOr(key)
  if (typeof heldKey === 'string') return heldKey
  let leaf: X509Certificate | undefined
  let isMatching = false
  return (
    failureOf(`${certificate} is no certificate in PEM form`, () => (leaf = new X509Certificate(held))) ??
    failureOf(`${key} is no key that can be read`, () => {
      isMatching = leaf!.checkPrivateKey(createPrivateKey({ key: heldKey, passphrase: password }))
    }) ??
    (isMatching ? undefined : `the key in ${key} does not belong to the certificate in ${certificate}`)
  )
}

/** The content of a file, or why it cannot be read. */
const readOr = (file: string): Promise<Buffer | string> =>
  readFile(file).catch((error: Error) => `cannot read ${file}: ${error.message}`)

function failureOf(what: string, act: () => unknown): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return `${what}: ${(error as Error).message}`
  }
}
