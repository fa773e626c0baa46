import { expect, test } from 'vitest'
import { nearest } from '../../src/base/nearest.ts'

test.each([
  ['max_deletes', ['max_delete', 'min_changes'], 'max_delete'],
  ['valeus', ['ttl', 'values'], 'values'],
  ['MX', ['mx', 'ns'], 'mx'],
  ['cnmae', ['NAME', 'CNAME'], 'CNAME'],
  ['a', ['b'], undefined],
  ['records', ['zone', 'ttl'], undefined],
  ['x', [], undefined],
])('%s is nearest to %j: %s', (word, candidates, found) => expect(nearest(word, candidates)).toBe(found))
