// Damages packets the ways that a network, a broken program or an attacker does.

/** Changes octets in place. */
export type Damage = (packet: number[]) => void

/** Makes one of the damages that there are, at random; each leaves at most 48 octets more. */
export function createDamage(random: () => number): Damage {
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!
  const damages: readonly Damage[] = [
    packet => {
      packet[below(packet.length)] = below(256)
    },
    packet => {
      packet[below(packet.length)]! ^= 1 << below(8)
    },
    packet => {
      packet.length = below(packet.length + 1)
    },
    packet => {
      packet.push(...Array.from({ length: below(40) }, () => below(256)))
    },
    packet => {
      packet.splice(below(packet.length), 0, 0xc0 | below(4), below(256))
    },
    packet => {
      packet.splice(12 + below(packet.length), below(8))
    },
    packet => {
      packet[pick([4, 5, 6, 7, 8, 9, 10, 11])] = pick([0, 1, 2, 255])
    },
    packet => {
      packet.push(0, 0, 41, below(256), below(256), 0, below(2), 0, 0, 0, below(16))
      packet[11] = 1
    },
  ]
  return packet => {
    if (packet.length > 0) pick(damages)(packet)
  }
}
