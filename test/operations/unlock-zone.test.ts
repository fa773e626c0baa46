import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { openCheckout } from '../../src/operations/checkout.ts'
import { unlockZone } from '../../src/operations/unlock-zone.ts'
import type { Provider } from '../../src/providers/contract.ts'
import { hold } from '../providers/contract/lease-tests.ts'

const zone = parseName('example.com.')
let folder: string
let provider: Provider
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-unlock-'))
  provider = await (await openCheckout(folder, undefined)).openProvider('local')
})
afterEach(async () => {
  await provider.close()
  rmSync(folder, { recursive: true })
})

/** Unlocks the zone, while something happens before the question is answered. */
const unlock = async (meanwhile: () => Promise<unknown>, isAgreed = true) =>
  unlockZone({
    checkout: await openCheckout(folder, undefined),
    origin: zone,
    provider: undefined,
    show: () => {},
    async agree() {
      await meanwhile()
      return isAgreed
    },
  })

test('a lock stays that nobody agreed to take away', async () => {
  const { lease, end } = await hold(provider)
  await expect(unlock(async () => {}, false)).rejects.toThrow('plan-unconfirmed')
  expect(await provider.leaseOf(zone)).toEqual(lease.record())
  await end()
})

test('a lock that is given back before the answer is free', async () => {
  const { end } = await hold(provider)
  await expect(unlock(end)).rejects.toThrow(
    'lock-free: the lock of example.com. at local was given back meanwhile',
  )
})

test('the lock of another holder stays, who came before the answer', async () => {
  const first = await hold(provider)
  const seconds: Awaited<ReturnType<typeof hold>>[] = []
  const passedOn = unlock(async () => {
    await first.end()
    seconds.push(await hold(provider))
  })
  await expect(passedOn).rejects.toThrow(
    `zone-locked: example.com. at local is locked by another one meanwhile`,
  )
  for (const { lease, end } of seconds) {
    lease.assertHeld()
    expect(await provider.leaseOf(zone)).toEqual(lease.record())
    await end()
  }
})
