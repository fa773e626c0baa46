import { expect, test } from 'vitest'
import { loadLibc } from '../../../src/net/platform/libc.ts'
import { backendSettingsOf } from '../../../src/proxy/backends/backend-settings.ts'
import { openBatchedPort } from '../../../src/proxy/threads/batched-port.ts'
import { load } from '../../operations/proxy/loaded.ts'

const libc = loadLibc()

test.runIf(libc)('a server to which there is no way is one that nothing can be sent to', async () => {
  // To broadcast takes an option that these sockets do not have.
  const { settings } = await load('backends: [{ address: 255.255.255.255, sockets: 2 }]')
  const port = openBatchedPort(libc!, backendSettingsOf(settings)[0]!, () => {})
  expect([port.fds.length, port.send(0, new Uint8Array(12), 12)]).toEqual([2, false])
  port.close()
})
