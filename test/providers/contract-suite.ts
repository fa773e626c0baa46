// What every provider must do; each provider's test runs it against a fresh place of its own.
import { describe } from 'vitest'
import { testChanges } from './contract/change-tests.ts'
import { testContents } from './contract/content-tests.ts'
import { testFences } from './contract/fence-tests.ts'
import { testLeases } from './contract/lease-tests.ts'
import { type Contract, usePlace } from './contract/place.ts'
import { testZones } from './contract/zone-tests.ts'

export { change, create, creation, fingerprintOf, held, rrset } from './contract/notation.ts'

/** Defines the tests of the contract. */
export function testContract(kind: string, contract: Contract): void {
  describe(`the provider ${kind}`, () => {
    const place = usePlace(kind, contract)
    testZones(place)
    testChanges(place)
    testContents(place)
    testLeases(place)
    testFences(place)
  })
}
