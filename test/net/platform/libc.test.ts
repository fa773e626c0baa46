// System calls: where they are, where they are not, and what they say of errors.
import { afterEach, describe, expect, test } from 'vitest'
import { errnos, loadLibc, systemError } from '../../../src/net/platform/libc.ts'
import { pinMemory } from '../../../src/net/platform/pinned.ts'

const before = process.env.DNSCTL_UDP_IO
afterEach(() => {
  if (before === undefined) delete process.env.DNSCTL_UDP_IO
  else process.env.DNSCTL_UDP_IO = before
})

test("Node's own sockets are used where that is asked for", () => {
  process.env.DNSCTL_UDP_IO = 'dgram'
  expect(loadLibc()).toBeUndefined()
})

const loaded = loadLibc()
describe.runIf(loaded)('with koffi', () => {
  const libc = loaded!

  test('a call that fails says why', () => {
    expect(libc.close(-1)).toBe(-1)
    expect(systemError(libc, 'close')).toMatchObject({ code: 'EBADF', errno: -9, message: 'close: EBADF' })
    const memory = pinMemory(libc, 8)
    const fd = libc.eventfd(0, 0o4000)
    expect(libc.read(fd, memory.address, 8)).toBe(-1)
    expect(libc.errno()).toBe(errnos.EAGAIN)
    libc.close(fd)
  })

  test.for([1, 63, 64, 65, 4096, 100_000])(
    '%d octets begin at a line of the cache, and stay where they are',
    octets => {
      const memory = pinMemory(libc, octets)
      expect(memory.octets.length).toBeGreaterThanOrEqual(octets)
      expect(memory.address % 64).toBe(0)
      expect(libc.addressOf(memory.octets)).toBe(memory.address)
      memory.putLong(0, 0x1234_5678_9abc)
      expect(new DataView(memory.octets.buffer, memory.octets.byteOffset).getBigUint64(0, true)).toBe(
        0x1234_5678_9abcn,
      )
    },
  )
})
