import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { feedFromFiles } from '../../../src/operations/serve/file-feed.ts'
import type { FeedNews } from '../../../src/operations/serve/zone-feed.ts'

test('a file that changes while it is loaded first is loaded again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-feed-'))
  const file = join(folder, 'example.com.yaml')
  const put = (address: string): void =>
    writeFileSync(
      file,
      `zone: example.com\nttl: 1h\nrecords:\n  '@': { NS: ns1, A: ${address} }\n  ns1: { A: 192.0.2.53 }\n`,
    )
  put('192.0.2.1')
  const told: FeedNews['news'][] = []
  await new Promise<void>(resolve => {
    const feed = feedFromFiles([file], {
      served: [],
      seed: 1,
      takeSpare: () => undefined,
      tell({ news }) {
        told.push(news)
        if (news !== 'zone') return
        if (told.length === 1) put('192.0.2.2')
        else void feed.stop().then(resolve)
      },
    })
  })
  rmSync(folder, { recursive: true })
  expect(told).toEqual(['zone', 'loaded', 'zone'])
})
