// Which networks are where, as dnsctl.yaml and the file it names have it.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fault, type Place, type Problem, problem, throwIfAny } from '../../base/errors.ts'
import type { LoadedConfig } from '../../config/load-config.ts'
import { type Location, locationText, parseLocation } from '../../dns/location.ts'
import { hasHostBits, networkText, parseNetwork } from '../../dns/network.ts'

/** A network in CIDR form and the location it is in. */
export type LocatedNetwork = readonly [network: string, location: Location]

/** Reads the networks of `serve.locations` and `serve.locations_file`; throws everything that is wrong with them. */
export async function readLocationNetworks(loaded: LoadedConfig): Promise<readonly LocatedNetwork[]> {
  const problems: Problem[] = []
  const networks: LocatedNetwork[] = []
  const locationsOf = new Map<string, string>()
  const take = (text: string, place: string, at: Place | undefined): void => {
    const refuse = (message: string): void => void problems.push(problem('location-invalid', message, at))
    const location = parseLocation(place)
    if (!location || 'default' in location)
      return refuse(`"${place}" is not a location such as EU, FR or US-CA`)
    const network = parseNetwork(text)
    if (!network) return refuse(`"${text}" is not a network such as 192.0.2.0/24`)
    const normal = networkText(network)
    if (hasHostBits(network)) return refuse(`"${text}" has bits behind its length; the network is ${normal}`)
    const other = locationsOf.get(normal)
    if (other !== undefined && other !== locationText(location))
      return refuse(`${normal} is in ${locationText(location)} here, and in ${other} before`)
    locationsOf.set(normal, locationText(location))
    if (other === undefined) networks.push([normal, location])
  }
  const { locations, locations_file: file } = loaded.config.serve
  for (const [location, listed] of Object.entries(locations))
    for (const [i, network] of listed.entries())
      take(network, location, loaded.placeOf(['serve', 'locations', location, i]))
  if (file !== undefined) await readLines(file, loaded, take)
  throwIfAny(problems)
  return networks
}

type Take = (network: string, location: string, place: Place | undefined) => void

async function readLines(file: string, { baseDir, placeOf }: LoadedConfig, take: Take): Promise<void> {
  let text: string
  try {
    text = await readFile(resolve(baseDir, file), 'utf8')
  } catch (error) {
    const message = `${file} cannot be read: ${(error as Error).message}`
    throw fault('file-unreadable', message, placeOf(['serve', 'locations_file']), { cause: error })
  }
  for (const [i, line] of text.split('\n').entries()) {
    const [network = '', location = ''] = line.replace(/#.*/, '').split(',', 2)
    if (network.trim() !== '' || location.trim() !== '')
      take(network.trim(), location.trim(), { file, line: i + 1, column: 1 })
  }
}
