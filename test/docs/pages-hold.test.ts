// Links of the documentation lead somewhere, and its examples of files are valid.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { readYamlZone } from '../../src/zonefile/yaml/read.ts'
import { checkout, codeBlocks, type Page, readPages } from './pages.ts'

const pages = readPages()

/** The anchors of a page's headings, as GitHub makes them. */
const anchors = ({ text }: Page): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\-_ ]/gu, '')
      .replaceAll(' ', '-'),
  )

/** Links to other pages and places of the checkout that lead nowhere. */
function deadLinks(page: Page): string[] {
  const targets = [...page.text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
  return targets.filter(target => {
    if (/^https?:/.test(target)) return false
    const [file = '', anchor] = target.split('#')
    const path = file === '' ? page.path : join(dirname(page.path), file)
    if (!existsSync(join(checkout, path))) return true
    const there = pages.find(other => other.path === path)
    return anchor !== undefined && !(there && anchors(there).includes(anchor))
  })
}

describe('pages', () => {
  it.each(pages.map(page => [page.path, page] as const))('%s has no dead links', (_path, page) => {
    expect(deadLinks(page)).toEqual([])
  })

  it('are all in the index', () => {
    const index = pages.find(({ path }) => path === 'docs/README.md')!
    const missing = pages.filter(
      ({ path }) =>
        path.startsWith('docs/') && path !== index.path && !index.text.includes(`(${path.slice(5)})`),
    )
    expect(missing.map(({ path }) => path)).toEqual([])
  })

  const blocks = pages.flatMap(page => codeBlocks(page, 'yaml').map(block => [page.path, block] as const))

  it.each(blocks.filter(([, block]) => /^zone:/m.test(block)))(
    '%s shows valid zones',
    async (_path, block) => {
      const { problems } = await readYamlZone(block, {
        file: 'zones/example.com.yaml',
        env: {},
        readFile: () => '',
      })
      expect(problems).toEqual([])
    },
  )

  it.each(blocks.filter(([, block]) => /^(?:providers|safety|serve):/m.test(block)))(
    '%s shows valid settings',
    async (_path, block) => {
      const variables = [...block.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => [name!, 'set'])
      const env = Object.fromEntries(variables)
      const source = { cwd: '/work', env, readFile: async () => block }
      await expect(loadConfig(source)).resolves.toHaveProperty('config')
    },
  )
})
