// The files of the page, as the build has put them together.
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'

/** By the path that they are asked for: where they are, and what they are. */
const files: Readonly<Record<string, { readonly name: string; readonly type: string }>> = {
  '/': { name: 'index.html', type: 'text/html; charset=utf-8' },
  '/icon.svg': { name: 'icon.svg', type: 'image/svg+xml' },
  '/page.js': { name: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/page.css': { name: 'page.css', type: 'text/css; charset=utf-8' },
}

export interface PageFile {
  readonly type: string
  readonly content: Uint8Array
}

/** Whether the page has a file at a path. */
export const isPageFile = (path: string): boolean => Object.hasOwn(files, path)

/** The folder of the build, from the source's as from that of any bundle. */
const folder = new URL(
  extname(import.meta.url) === '.ts' ? '../../dist/web/page/' : '../web/page/',
  import.meta.url,
)

/** Reads a file of the page. */
export async function readPageFile(path: string): Promise<PageFile> {
  const { name, type } = files[path]!
  return { type, content: await readFile(new URL(name, folder)) }
}
