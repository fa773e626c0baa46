// `dnsctl serve` while its zone is replaced, with as many queries coming in as a busy server gets.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { offerLoad, sized } from './loads.ts'

const names = sized(1_000_000, 50_000)
const rate = sized(50_000, 3000)
const swaps = sized(3, 2)
const patienceMs = sized(600_000, 120_000)

function writeZone(file: string, serial: number): void {
  const lines = [
    '$TTL 3600',
    `@ SOA ns hostmaster ${serial} 7200 3600 1209600 300`,
    '@ NS ns',
    'ns A 192.0.2.53',
    ...Array.from({ length: names }, (_, i) => `h${String(i).padStart(7, '0')} A 192.0.2.${i % 250}`),
  ]
  writeFileSync(`${file}.new`, `${lines.join('\n')}\n`)
  renameSync(`${file}.new`, file)
}

test(
  `a zone of ${names} names is replaced ${swaps} times at ${rate} queries a second`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dnsctl-swap-'))
    const file = join(folder, 'bench.example.zone')
    writeZone(file, 1)
    const server = spawn(
      process.execPath,
      [resolve('bin/run.js'), 'serve', '--listen', '127.0.0.1:0', file],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    try {
      const lines = createInterface(server.stderr!)
      const [first] = await once(lines, 'line')
      const port = Number(/127\.0\.0\.1:(\d+)/.exec(first)![1])
      let sent = 0
      for (let serial = 2; serial < 2 + swaps; serial++) {
        let isSwapped = false
        const swapped = once(lines, 'line').then(([line]) => {
          isSwapped = true
          expect(line).toContain(`serial ${serial}`)
        })
        for (let round = 0; !isSwapped; round++) {
          const loading = offerLoad(port, { rate, seconds: 4, names })
          if (round === 0) await sleep(500).then(() => writeZone(file, serial))
          const { lost, positive, received, p50, p99, sent: asked } = await loading
          console.log(
            `serial ${serial}: ${asked} queries, ${lost} lost, ${received - positive} without records; p50 ${p50} µs, p99 ${p99} µs`,
          )
          expect({ lost, positive }).toEqual({ lost: 0, positive: asked })
          sent += asked
        }
        await swapped
      }
      expect(sent).toBeGreaterThan(rate * swaps)
    } finally {
      const exit = once(server, 'exit')
      server.kill('SIGTERM')
      await exit
      rmSync(folder, { recursive: true })
    }
  },
  patienceMs,
)
