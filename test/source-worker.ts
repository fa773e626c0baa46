// Threads that run a file of the sources: Node knows no TypeScript in them, so that it is bundled first.
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { buildSync } from 'esbuild'

const bundles = new Map<string, string>()

/** Starts a thread that runs a file. */
export function sourceWorker(entry: URL, workerData: unknown): Worker {
  const { href } = entry
  const bundle = bundles.get(href) ?? bundled(entry)
  bundles.set(href, bundle)
  return new Worker(bundle, { eval: true, workerData })
}

function bundled(entry: URL): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['koffi'],
    define: { 'import.meta.url': JSON.stringify(entry.href) },
  })
  return outputFiles[0]!.text
}
