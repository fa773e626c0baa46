// The order in which Route 53 lists record sets: by name with the labels reversed, then by type, then by set
// identifier (API Reference, ListResourceRecordSets and ListHostedZonesByName).
import { compareText } from '../base/compare-text.ts'
import type { RecordSetKey } from './record-set.ts'

/** Compares two record sets by the order of listing; their names are as the API returns them. */
export function compareRecordSets(a: RecordSetKey, b: RecordSetKey): number {
  if (a.Name !== b.Name) {
    const order = compareText(orderKey(a.Name), orderKey(b.Name))
    if (order !== 0) return order
  }
  return compareText(a.Type, b.Type) || compareText(a.SetIdentifier ?? '', b.SetIdentifier ?? '')
}

/**
 * Text that orders names of the API: the labels from the right with the dots, `com.example.www.`. Escapes stay as they
 * are, and the dots count: `com.example-a.` comes before `com.example.`, since `-` comes before `.`.
 */
export function orderKey(apiName: string): string {
  const labels = (apiName.endsWith('.') ? apiName.slice(0, -1) : apiName).split('.')
  return `${labels.reverse().join('.')}.`
}
