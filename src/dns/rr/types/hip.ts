// RFC 8005 §5, §6; the names are never compressed.
import { fault } from '../../../base/errors.ts'
import { defineType } from '../define-type.ts'
import { names } from '../kinds/name.ts'
import { u8 } from '../kinds/numbers.ts'
import { base64Text, countedBase64, countedHex, hexText } from '../kinds/octets.ts'

export const HIP = defineType({
  name: 'HIP',
  code: 55,
  rfcs: [8005],
  summary: 'The identity of a host in the Host Identity Protocol.',
  examples: ['2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cI rvs.example.com.'],
  fields: {
    algorithm: u8,
    hit: countedHex,
    publicKey: countedBase64,
    servers: names,
  },
  descriptions: {
    algorithm: 'Of the key: 1 DSA, 2 RSA, 3 ECDSA',
    hit: 'The host identity tag',
    publicKey: 'The host identity',
    servers: 'Rendezvous servers',
  },
  /*
   * +------------+-----------+------------+-----+------------+---------+
   * | hit length | algorithm | key length | hit | public key | servers |
   * +------------+-----------+------------+-----+------------+---------+
   */
  wire: {
    read(wire) {
      const hitLength = wire.u8()
      const algorithm = wire.u8()
      const keyLength = wire.u16()
      if (hitLength === 0 || keyLength === 0) throw fault('wire-malformed', 'a tag or key has no octets')
      return {
        algorithm,
        hit: hexText(wire.bytes(hitLength)),
        publicKey: base64Text(wire.bytes(keyLength)),
        servers: names.readWire(wire, {}),
      }
    },
    write(wire, { algorithm, hit, publicKey, servers }) {
      const tag = Buffer.from(hit, 'hex')
      const key = Buffer.from(publicKey, 'base64')
      wire.u8(tag.length)
      wire.u8(algorithm)
      wire.u16(key.length)
      wire.bytes(tag)
      wire.bytes(key)
      names.writeWire(wire, servers, {})
    },
  },
})
