import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../src/base/io.ts'
import type { Name } from '../../../src/dns/name.ts'
import { runCanary } from '../../../src/operations/confirm/run-canary.ts'
import { heldRun } from './held-run.ts'

const zones = [
  { zone: 'example.com.' as Name, provider: 'local' },
  { zone: 'example.com.' as Name, provider: 'aws' },
  { zone: 'example.org.' as Name, provider: 'aws' },
]

async function canary(command: string, options: { timeoutMs?: number; signal?: AbortSignal } = {}) {
  const heard: string[] = []
  const listener = (event: Event): void => void (event.kind === 'note' && heard.push(event.text))
  const { signal = new AbortController().signal, timeoutMs = 60_000 } = options
  const input = { run: heldRun(), zones, timeoutMs, listener, signal, cwd: tmpdir(), graceMs: 100 }
  const problems = await runCanary(command, input)
  return { heard, said: problems.map(({ code, message }) => `${code}: ${message}`) }
}

/** One letter (proc_pid_stat(5)), Z once it has ended and nobody has asked how; empty if there is no such process. */
function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]![0]!
  } catch {
    return ''
  }
}

describe('a canary', () => {
  it.each([
    ['true', []],
    ['exit 3', ['canary-failed: the canary `exit 3` ended with exit code 3']],
    [
      'echo no answer >&2; exit 1',
      [
        'canary-failed: the canary `echo no answer >&2; exit 1` ended with exit code 1; the last it said: no answer',
      ],
    ],
    ['kill -9 $$', ['canary-failed: the canary `kill -9 $$` was ended by SIGKILL']],
  ])('%s', async (command, expected) => {
    expect((await canary(command)).said).toEqual(expected)
  })

  it('knows what was changed, and where', async () => {
    const { heard } = await canary('echo $DNSCTL_RUN; echo $DNSCTL_ZONES; echo $DNSCTL_PROVIDERS; pwd')
    expect(heard).toEqual(['run-1', 'example.com. example.org.', 'local aws', tmpdir()])
  })

  it('that takes too long is ended, with all that it started', async () => {
    const { heard, said } = await canary("trap '' TERM; sleep 600 & echo $!; wait; sleep 600", {
      timeoutMs: 200,
    })
    expect(said[0]).toContain('did not end within 1s')
    // It is ended when the signal is sent, and gone a moment later.
    await expect.poll(() => stateOf(Number(heard[0]))).toMatch(/^[ZX]?$/)
  })

  it('fails when the work is to end', async () => {
    const controller = new AbortController()
    const running = canary('sleep 600', { signal: controller.signal })
    controller.abort()
    expect((await running).said[0]).toContain('was interrupted')
    expect((await canary('sleep 600', { signal: controller.signal })).said[0]).toContain('was interrupted')
  })

  it('is heard line by line, in parts where a line is too long', async () => {
    const { heard } = await canary("head -c 70000 /dev/zero | tr '\\0' x; echo; printf end")
    expect(heard.every(text => text.length <= 2000)).toBe(true)
    expect(heard.at(-1)).toBe('end')
  })

  it('is not waited for longer because of what it leaves in the background', async () => {
    const { heard, said } = await canary('sleep 2 & echo $!')
    expect(said).toEqual([])
    process.kill(Number(heard[0]))
  })
})
