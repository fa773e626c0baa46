// Loads settings of the proxy from files in memory.
import { dirname, relative } from 'node:path'
import { DnsctlError, problemText } from '../../../src/base/errors.ts'
import { loadProxySettings, type WantedProxy } from '../../../src/operations/proxy/load-proxy-settings.ts'

/** What the command line says. */
interface Said {
  readonly file?: string
  readonly listen?: readonly string[]
  readonly backends?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Files by their paths below /work. */
export type Files = Readonly<Record<string, string>>

/** Loads `proxy.yaml`, unless something else is said. */
export const load = (files: Files | string, said: Said = {}) => loadProxySettings(wantedOf(files, said))

/** What leads to the settings; the files are looked at when they are read. */
export function wantedOf(files: Files | string, { file = 'proxy.yaml', ...said }: Said = {}): WantedProxy {
  const texts = typeof files === 'string' ? { [file]: files } : files
  const pathsOf = () => Object.keys(texts).map(path => `/work/${path}`)
  return {
    cwd: '/work',
    env: {},
    file: file === '' ? undefined : file,
    backends: [],
    async readFile(path) {
      const text = texts[relative('/work', path)]
      if (text === undefined)
        throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' })
      return text
    },
    listFiles: async folder =>
      pathsOf()
        .filter(path => isBelow(path, folder))
        .map(path => relative(folder, path)),
    ...said,
  }
}

const isBelow = (path: string, folder: string): boolean =>
  folder === '/' || `${dirname(path)}/`.startsWith(`${folder}/`)

/** The problems of settings that are refused. */
export async function problemsOf(files: Files | string, said?: Said): Promise<string[]> {
  const error = await load(files, said).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof DnsctlError)) throw new Error(`not refused, or with ${error}`)
  return error.problems.map(problemText)
}
