// Places on the globe in degrees, `49.22,-74.01`, with at most two decimals as Route 53 has them.

export interface Coordinates {
  /** −90 to 90, north above 0. */
  readonly latitude: number
  /** −180 to 180, east above 0. */
  readonly longitude: number
}

const degrees = '([+-]?\\d{1,3}(?:\\.\\d{1,2})?)'
const pattern = new RegExp(`^${degrees}\\s*,\\s*${degrees}$`)

/** Reads latitude and longitude; undefined if the text has another form or is off the globe. */
export function parseCoordinates(text: string): Coordinates | undefined {
  const [, north, east] = pattern.exec(text) ?? []
  const [latitude, longitude] = [Number(north), Number(east)]
  const isOnGlobe = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
  return isOnGlobe ? { latitude, longitude } : undefined
}

/** The one text of a place. */
export const coordinatesText = ({ latitude, longitude }: Coordinates): string => `${latitude},${longitude}`
