// Sets up a folder for zones as code: settings, a first zone, the editor's schemas, and .gitignore.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, posix, resolve } from 'node:path'
import { fault } from '../base/errors.ts'
import { listFiles } from '../config/list-files.ts'
import { configFileName } from '../config/load-config.ts'
import { type Name, parseName, root } from '../dns/name.ts'
import { isYaml } from '../zonefile/load.ts'
import { scalarText } from '../zonefile/yaml/scalar.ts'
import { schemaLine } from '../zonefile/yaml/write.ts'
import { configSchemaFile, zoneSchemaFile } from './schema-files.ts'
import { zoneFilePath } from './zone-file-path.ts'

export interface InitRequest {
  /** The folder to set up; absolute. */
  readonly cwd: string
  /** Name of the first zone; without it, one is made only if there is none. */
  readonly zone?: string | undefined
  /** Folder of dnsctl's own files; absolute. */
  readonly packageFolder: string
}

export interface Initialised {
  /** Files that are new; all paths are relative to the folder. */
  readonly created: readonly string[]
  /** Files that were added to. */
  readonly extended: readonly string[]
  /** Files that were there and stay as they are. */
  readonly kept: readonly string[]
}

/** Sets up a folder; what is there stays. */
export async function initWorkspace({ cwd, zone, packageFolder }: InitRequest): Promise<Initialised> {
  const origin = zone === undefined ? undefined : parseName(zone, root)
  const created: string[] = []
  const kept: string[] = []
  const put = async (file: string, text: string): Promise<void> => {
    const list = (await writeNew(resolve(cwd, file), text)) ? created : kept
    list.push(file)
  }
  await put(configFileName, configTemplate)
  const zoneFile = await firstZoneFile(cwd, origin)
  if (zoneFile) await put(zoneFile, zoneTemplate(origin ?? exampleZone, zoneFile))
  for (const file of [configSchemaFile, zoneSchemaFile])
    await put(file, await readFile(join(packageFolder, file), 'utf8'))
  const isExtended = await ignoreStore(join(cwd, '.gitignore'))
  return { created, extended: isExtended ? ['.gitignore'] : [], kept }
}

const exampleZone = parseName('example.com.')

/** Undefined if no zone is asked for and there is one. */
async function firstZoneFile(cwd: string, origin: Name | undefined): Promise<string | undefined> {
  const zones = await listFiles(join(cwd, 'zones'))
  if (!origin && zones.some(isYaml)) return undefined
  return zoneFilePath(origin ?? exampleZone)
}

/** Writes a file unless there is one; says whether it did. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw fault('file-unwritable', `${path} cannot be written: ${(error as Error).message}`, undefined, {
      cause: error,
    })
  }
}

const storeFolder = '.dnsctl/'

/** Keeps the store out of git; says whether it had to. */
async function ignoreStore(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '')
  if (/^\/?\.dnsctl\/?\s*$/m.test(text)) return false
  const separator = text === '' || text.endsWith('\n') ? '' : '\n'
  await writeFile(path, `${separator}${storeFolder}\n`, { flag: 'a' })
  return true
}

const configTemplate = `${schemaLine(configSchemaFile)}# Where zones are kept: \`dnsctl apply\` brings them there, \`dnsctl serve\` answers from the local store.
providers:
  local: { type: local, store: .dnsctl/store }

# Which zone files go to which providers.
zones:
  - { files: zones/*.yaml, providers: [local] }

# Plans that change more than this are refused, unless --force names the guard that objects.
safety:
  max_delete_percent: 30
  max_update_percent: 50
  min_changes: 3
  protect: ['@/NS']
`

function zoneTemplate(origin: Name, file: string): string {
  const schema = posix.relative(posix.dirname(file), zoneSchemaFile)
  return `${schemaLine(schema)}zone: ${scalarText(origin === root ? origin : origin.slice(0, -1), 'block')}
ttl: 1h

records:
  '@':
    NS: [ns1, ns2]
    A: 192.0.2.1
    MX: 10 mail
    TXT: v=spf1 mx -all
  mail:
    A: 192.0.2.25
  ns1:
    A: 192.0.2.53
  ns2:
    A: 198.51.100.53
  www:
    CNAME: '@'
`
}
