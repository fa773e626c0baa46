import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAddress } from '../../../src/net/address-words.ts'
import { createAdmission, type Place, type Refusal } from '../../../src/proxy/frontends/admission.ts'
import { createRates } from '../../../src/proxy/frontends/connection-rates.ts'
import { streamLimits } from './settings.ts'

function words(address: string): Int32Array {
  const read = new Int32Array(4)
  readAddress(address, read)
  return read
}

const isIn = (admitted: Place | Refusal): admitted is Place => typeof admitted !== 'string'

test.each([
  { one: '192.0.2.1', other: '192.0.2.2', masks: {}, isSame: false },
  { one: '192.0.2.1', other: '192.0.2.2', masks: { connections_mask_v4: 24 }, isSame: true },
  { one: '2001:db8::1', other: '2001:db8::2', masks: {}, isSame: true },
  { one: '2001:db8::1', other: '2001:db8:0:1::1', masks: {}, isSame: false },
  { one: '2001:db8::1', other: '2001:db8::2', masks: { connections_mask_v6: 128 }, isSame: false },
])('$one and $other are one client with $masks: $isSame', ({ one, other, masks, isSame }) => {
  const limits = { ...masks, max_connections_per_client: 1, connections_overload_threshold: 0 }
  const admission = createAdmission(10, streamLimits(limits))
  const first = admission.admit(words(one), 0) as Place
  first.setIdle(false)
  expect(admission.admit(words(other), 0)).toEqual(isSame ? 'tooMany' : expect.anything())
})

test('never are there more than may be, nor is anybody turned away while one idles', () => {
  const step = fc.record({
    does: fc.constantFrom('come', 'leave', 'idle', 'busy'),
    client: fc.nat(3),
    which: fc.nat(20),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const limits = streamLimits({ max_connections_per_client: 3, connections_overload_threshold: 0 })
      const admission = createAdmission(5, limits)
      const there: { place: Place; isIdle: boolean }[] = []
      const remove = (place: Place): void =>
        void there.splice(
          there.findIndex(known => known.place === place),
          1,
        )
      for (const { does, client, which } of steps) {
        const known = there[which % Math.max(1, there.length)]
        if (does === 'come') {
          const mayStay = there.length < 5 || there.some(({ isIdle }) => isIdle)
          const place = admission.admit(words(`192.0.2.${client}`), 0)
          if (!isIn(place)) continue
          expect(mayStay).toBe(true)
          place.evict = () => remove(place)
          there.push({ place, isIdle: true })
        } else if (!known) continue
        else if (does === 'leave') {
          known.place.leave()
          remove(known.place)
        } else {
          known.isIdle = does === 'idle'
          known.place.setIdle(known.isIdle)
        }
        expect(there.length).toBeLessThanOrEqual(5)
        const clients = there.map(({ place }) => place.client)
        for (const of of clients) expect(clients.filter(other => other === of).length).toBeLessThanOrEqual(3)
      }
    }),
  )
})

test('a ban ends when its time is over', () => {
  const admission = createAdmission(10, streamLimits())
  const { client } = admission.admit(words('192.0.2.1'), 0) as Place
  admission.ban(client, 60, 0)
  expect(admission.admit(words('192.0.2.1'), 59_999)).toBe('bannedClients')
  expect(isIn(admission.admit(words('192.0.2.2'), 59_999))).toBe(true)
  expect(isIn(admission.admit(words('192.0.2.1'), 60_000))).toBe(true)
})

test('a rate is an average over minutes', () => {
  const rates = createRates(1, 2)
  for (let i = 0; i < 120; i++) expect(rates.exceeds('a', i)).toBe(false)
  expect(rates.exceeds('a', 1000)).toBe(true)
  expect(rates.exceeds('b', 1000)).toBe(false)
  // Half a window later, half of what was before still counts.
  expect(rates.exceeds('a', 180_000)).toBe(false)
  expect(rates.exceeds('a', 360_001)).toBe(false)
  expect(createRates(0, 1).exceeds('a', 0)).toBe(false)
})

test('who opens connections too fast is kept away', () => {
  const limits = streamLimits({ max_connection_rate_per_client: 1, connection_rate_interval: 1 })
  const admission = createAdmission(1000, limits)
  const outcomes = Array.from({ length: 62 }, (_, i) => {
    const place = admission.admit(words('192.0.2.1'), i)
    if (!isIn(place)) return place
    place.leave()
    return 'in'
  })
  expect(outcomes.slice(-3)).toEqual(['in', 'rateExceeded', 'bannedClients'])
})
