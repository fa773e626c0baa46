// RFC 1876.

import { fault } from '../../../base/errors.ts'
import { defineType } from '../define-type.ts'
import { altitude, extent, latitude, longitude } from '../kinds/geography.ts'

export const LOC = defineType({
  name: 'LOC',
  code: 29,
  rfcs: [1876],
  summary: 'Where on Earth the owner is.',
  examples: ['42 21 54.000 N 71 6 18.000 W -24.00m 30m'],
  fields: {
    latitude: latitude,
    longitude: longitude,
    altitude: altitude,
    size: extent(1),
    horizontalPrecision: extent(10_000),
    verticalPrecision: extent(10),
  },
  descriptions: {
    latitude: 'North or south of the equator',
    longitude: 'East or west of Greenwich',
    altitude: 'Above the WGS 84 spheroid',
    size: 'Diameter of a sphere around the place',
    horizontalPrecision: 'Diameter of the circle of error',
    verticalPrecision: 'Height of the range of error',
  },
  /*
   * +---------+------+------------+----------+----------+-----------+----------+
   * | version | size | horizontal | vertical | latitude | longitude | altitude |
   * +---------+------+------------+----------+----------+-----------+----------+
   */
  wire: {
    read(wire) {
      const version = wire.u8()
      if (version !== 0) throw fault('wire-malformed', `LOC version ${version} is unknown`)
      const size = extent(1).readWire(wire, {})
      const horizontalPrecision = extent(1).readWire(wire, {})
      const verticalPrecision = extent(1).readWire(wire, {})
      return {
        latitude: latitude.readWire(wire, {}),
        longitude: longitude.readWire(wire, {}),
        altitude: altitude.readWire(wire, {}),
        size,
        horizontalPrecision,
        verticalPrecision,
      }
    },
    write(wire, value) {
      wire.u8(0)
      extent(1).writeWire(wire, value.size, {})
      extent(1).writeWire(wire, value.horizontalPrecision, {})
      extent(1).writeWire(wire, value.verticalPrecision, {})
      latitude.writeWire(wire, value.latitude, {})
      longitude.writeWire(wire, value.longitude, {})
      altitude.writeWire(wire, value.altitude, {})
    },
  },
})
