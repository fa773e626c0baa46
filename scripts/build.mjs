// Bundles src/ into dist/: what oclif loads by itself is an entry point, so that it loads only the command that runs;
// so is what a thread runs.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'esbuild'

const filesBelow = dir =>
  existsSync(dir)
    ? readdirSync(dir, { recursive: true })
        .map(f => join(dir, f))
        .filter(f => statSync(f).isFile())
    : []

/** The first comparison by the rules of a language loads them all: a twentieth of the time that `dnsctl --version` takes. */
const plainOrder = {
  name: 'plain order of commands',
  setup({ onLoad }) {
    onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const contents = text.replace('a.id.localeCompare(b.id)', 'a.id < b.id ? -1 : 1')
      if (contents === text) throw new Error(`${path} no longer sorts commands as it did`)
      return { contents }
    })
  },
}

const result = await build({
  entryPoints: [
    'src/cli.ts',
    'src/cli/command-not-found.ts',
    'src/operations/serve/feed-thread.ts',
    'src/operations/serve/route53-api-thread.ts',
    'src/operations/serve/udp-thread.ts',
    'src/operations/proxy/udp-thread.ts',
    ...filesBelow('src/commands').filter(f => f.endsWith('.ts')),
  ],
  outdir: 'dist',
  outbase: 'src',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  minifySyntax: true,
  chunkNames: 'chunks/[name]-[hash]',
  external: ['typescript', 'ts-node', 'tsx', 'lmdb', 'koffi'],
  // oclif loads both at every start, and needs neither here: a tenth of the time that `dnsctl --version` takes.
  alias: { minimatch: './scripts/bundle/same-name.cjs', tinyglobby: './scripts/bundle/no-search.cjs' },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  plugins: [plainOrder],
  metafile: true,
  logLevel: 'warning',
})

/** The page of the proxy's web server: for browsers, with all that it needs in it. */
const page = await build({
  entryPoints: [
    'src/web/page/page.ts',
    'src/web/page/page.css',
    'src/web/page/index.html',
    'src/web/page/icon.svg',
  ],
  outdir: 'dist/web/page',
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  loader: { '.html': 'copy', '.svg': 'copy' },
  legalComments: 'none',
  banner: {
    js: '/* With preact (MIT, Jason Miller), htm (Apache-2.0, Google Inc.) and uPlot (MIT, Leon Sorokin). */',
    css: '/* With uPlot (MIT, Leon Sorokin). */',
  },
  metafile: true,
  logLevel: 'warning',
})

// What an earlier build left behind goes last, so that a running process never misses a chunk for long.
const fresh = new Set([result, page].flatMap(({ metafile }) => Object.keys(metafile.outputs)))
for (const file of filesBelow('dist')) if (!fresh.has(relative('.', file))) rmSync(file)

execFileSync('node_modules/.bin/oclif', ['manifest'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, OCLIF_SKIP_NEW_VERSION_CHECK: 'true' },
})
