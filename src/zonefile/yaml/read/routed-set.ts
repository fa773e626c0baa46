// One set of a routing policy: its values or its alias, and the parameters by which the policy chooses it.
import { coordinatesText, parseCoordinates } from '../../../dns/coordinates.ts'
import { locationText, parseLocation } from '../../../dns/location.ts'
import { hasHostBits, networkText, parseNetwork } from '../../../dns/network.ts'
import { type PolicyKind, policyParameters, type RoutedSet } from '../../../dns/routing.ts'
import type { RRType } from '../../../dns/rr/define-type.ts'
import { routedSet } from '../../schema/checked-parts.ts'
import { type AliasValue, readAlias } from './alias.ts'
import type { MappingEntry, MappingNode } from './node.ts'
import { readDuration } from './reading.ts'
import { readStructure } from './structure.ts'
import { readValues } from './values.ts'
import type { RecordFile } from './zone-builder.ts'

/** A set as the file has it; `values` is a node still. */
type SetValue = Pick<RoutedSet, Parameter> &
  AliasValue & { readonly values?: object; readonly ttl?: string; readonly health?: string }

type Parameter = 'weight' | 'role' | 'region' | 'coordinates' | 'bias' | 'location' | 'networks'

/** Route 53 takes set identifiers of so many characters; whoever plans for it should not learn it there. */
const longestId = 128

/** Keys that the sets of every policy may have. */
const commonKeys = ['values', 'alias', 'evaluate_target_health', 'hosted_zone', 'ttl', 'health']

/** Reads a set; undefined if something in it had to be reported. */
export function readSet(
  { key, value: node }: MappingEntry,
  kind: PolicyKind,
  type: RRType,
  file: RecordFile,
): RoutedSet | undefined {
  const { reading, expand } = file
  const id = key.text
  const codes = { invalid: 'zone-file-schema', range: 'zone-file-schema' } as const
  const context = { reading, expand, what: `set "${id}"`, ...codes }
  const value = readStructure(node, routedSet, context) as SetValue | undefined
  // Faults beside the values leave those to be read for their own faults.
  const values = node.kind === 'mapping' ? node.entries.get('values')?.value : undefined
  const rdatas = values ? readValues(values, type, file).rdatas : []
  if (!value) return undefined
  const set = { id, kind, node: node as MappingNode, file }
  const areKeysRight = isIdShort(key, file) && hasParametersOf(set)
  const alias = readAlias(value, set.node, type, file)
  if (!values && value.alias === undefined)
    reading.report('value-missing', `set "${id}" has neither values nor an alias`, node.position)
  const traits = readTraits(value, set)
  if (!areKeysRight || !traits || (rdatas.length === 0 && !alias) || (alias && value.values)) return undefined
  return { id, rdatas, ...(alias && { alias }), ...traits }
}

/** A set that is being read. */
interface OpenSet {
  readonly id: string
  readonly kind: PolicyKind
  readonly node: MappingNode
  readonly file: RecordFile
}

function isIdShort({ text, position }: MappingEntry['key'], { reading }: RecordFile): boolean {
  if (text !== '' && text.length <= longestId) return true
  reading.report(
    'policy-invalid',
    `the name of a set has 1 to ${longestId} characters, not ${text.length}`,
    position,
  )
  return false
}

/** Each kind of policy has parameters of its own; those of another kind would be passed over. */
function hasParametersOf({ id, kind, node, file: { reading } }: OpenSet): boolean {
  const { required, optional } = policyParameters[kind]
  const known: readonly string[] = [...commonKeys, ...required, ...optional]
  const missing = required.filter(parameter => !node.entries.has(parameter))
  const foreign = [...node.entries.values()].filter(({ key }) => !known.includes(key.text))
  for (const parameter of missing)
    reading.report(
      'policy-invalid',
      `set "${id}" has no "${parameter}", by which "${kind}" chooses`,
      node.position,
    )
  for (const { key } of foreign)
    reading.report('policy-invalid', `"${key.text}" does nothing in a "${kind}" policy`, key.position)
  const isPlaced = kind !== 'geoproximity' || node.entries.has('region') !== node.entries.has('coordinates')
  if (!isPlaced)
    reading.report('policy-invalid', `set "${id}" needs either "region" or "coordinates"`, node.position)
  return missing.length === 0 && foreign.length === 0 && isPlaced
}

type Traits = Omit<RoutedSet, 'id' | 'rdatas' | 'alias'>

/** What the set has beside its values, in normal form; undefined if something had to be reported. */
function readTraits(value: SetValue, set: OpenSet): Traits | undefined {
  const { ttl, health, coordinates, location, networks, weight, role, region, bias } = value
  const { reading, health: directory } = set.file
  const at = (key: string): number => set.node.entries.get(key)!.value.position
  const read = {
    ttl: ttl === undefined ? undefined : readDuration(ttl, at('ttl'), reading),
    health: health === undefined ? undefined : directory.find(health, at('health'), reading),
    coordinates: coordinates === undefined ? undefined : readCoordinates(coordinates, at('coordinates'), set),
    location: location === undefined ? undefined : readLocation(location, at('location'), set),
    networks: networks && readNetworks(networks, set),
  }
  const traits = Object.entries({ ...read, weight, role, region, bias: bias || undefined })
  const isWhole = Object.entries(read).every(
    ([key, trait]) => trait !== undefined || value[key as keyof typeof read] === undefined,
  )
  return isWhole ? Object.fromEntries(traits.filter(([, trait]) => trait !== undefined)) : undefined
}

function readCoordinates(text: string, position: number, { file: { reading } }: OpenSet): string | undefined {
  const coordinates = parseCoordinates(text)
  if (coordinates) return coordinatesText(coordinates)
  reading.report('policy-invalid', `"${text}" are not coordinates such as "49.22,-74.01"`, position)
  return undefined
}

function readLocation(text: string, position: number, { file: { reading } }: OpenSet): string | undefined {
  const location = parseLocation(text)
  if (location) return locationText(location)
  reading.report('policy-invalid', `"${text}" is no continent, country or subdivision`, position)
  return undefined
}

/** Networks in their one form each, in the order given; `*` stands alone. */
function readNetworks(texts: readonly string[], { node, file }: OpenSet): string[] | undefined {
  const list = node.entries.get('networks')!.value
  const networks = texts.map((text, i) => {
    const position = list.kind === 'sequence' ? list.items[i]!.position : list.position
    const refuse = (message: string): undefined => {
      file.reading.report('policy-invalid', message, position)
    }
    if (text === '*') return texts.length === 1 ? text : refuse('"*" stands for the rest and goes alone')
    const network = parseNetwork(text)
    if (!network) return refuse(`"${text}" is not a network such as 192.0.2.0/24`)
    const normal = networkText(network)
    if (!hasHostBits(network)) return normal
    return refuse(`"${text}" has bits behind its length; the network is ${normal}`)
  })
  const sound = networks.filter(network => network !== undefined)
  return sound.length === networks.length ? sound : undefined
}
