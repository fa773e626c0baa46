// Networks as a program of classic BPF, by which the kernel drops datagrams before anyone wakes for them.
import { ipv4Offset, readAddress } from '../address-words.ts'

export interface NetworkFilter {
  /** Instructions of 8 octets, for `attachFilter`. */
  readonly program: Uint8Array
  /** Networks that there was no room for: the last ones. */
  readonly leftOut: number
}

/** The most that the kernel takes. */
const maxInstructions = 4096

/**
 * Makes the program that drops what comes from networks in CIDR form, or single addresses, and lets all else through.
 * It is for sockets of one family; networks of the other one are passed over.
 */
export function networkFilter(networks: readonly string[], family: 'ipv4' | 'ipv6'): NetworkFilter {
  const ranges = networks.flatMap(network => rangeOf(network, family) ?? [])
  // None takes less than an instruction, and each about as many as the others.
  let fits = Math.min(ranges.length, maxInstructions)
  let program = compile(ranges.slice(0, fits), family)
  while (program.length > maxInstructions) {
    fits = Math.min(fits - 1, Math.floor((fits * maxInstructions) / program.length))
    program = compile(ranges.slice(0, fits), family)
  }
  return { program: octetsOf(program), leftOut: ranges.length - fits }
}

/** A network by the words of its first address, and how many bits of them count. */
interface Range {
  readonly words: readonly number[]
  readonly bits: number
}

function rangeOf(network: string, family: 'ipv4' | 'ipv6'): Range | undefined {
  const [address = '', length] = network.split('/')
  const words = new Int32Array(4)
  if (!readAddress(address, words)) throw new TypeError(`no network: ${network}`)
  const isIpv4 = words[0] === 0 && words[1] === 0 && words[2] === 0xffff
  if (isIpv4 !== (family === 'ipv4')) return undefined
  const widest = isIpv4 ? 32 : 128
  const given = length === undefined ? widest : Number(length)
  const bits = isIpv4 && address.includes(':') ? Math.max(given - ipv4Offset, 0) : given
  return { words: [...(isIpv4 ? words.subarray(3) : words)].map(word => word >>> 0), bits }
}

/*
 * A program is made from its end, as all jumps go forward: `place` of an instruction counts from the end. At each word
 * of an address stands a tree of comparisons, at whose leaves an address is let through, is dropped, or goes on to the
 * next word, which has a tree of its own. A jump is 255 instructions long at most; a longer one goes by way of others.
 */
interface Instruction {
  readonly code: number
  readonly yes: number
  readonly no: number
  readonly value: number
}

/** Codes of instructions (linux/filter.h): load a word of the packet, jumps, and the end. */
const codes = { load: 0x20, jump: 0x05, equal: 0x15, atLeast: 0x35, above: 0x25, return: 0x06 } as const

/** Offsets from here on are into the header of IP, which is before what the socket would see. */
const networkHeader = 0xfff0_0000
const sourceAt = { ipv4: 12, ipv6: 8 } as const

const everything = 0xffff_ffff
const longestJump = 255

interface Assembly {
  /** The last instruction first. */
  readonly code: Instruction[]
  /** The nearest instruction that leads to a place. */
  readonly ways: Map<number, number>
}

/** The instructions, the first one first. */
function compile(ranges: readonly Range[], family: 'ipv4' | 'ipv6'): readonly Instruction[] {
  const assembly: Assembly = { code: [], ways: new Map() }
  const drop = emit(assembly, codes.return, 0)
  const pass = emit(assembly, codes.return, everything)
  putWord(assembly, ranges, 0, { drop, pass, sourceAt: sourceAt[family] })
  return assembly.code.reverse()
}

interface Ends {
  readonly drop: number
  readonly pass: number
  readonly sourceAt: number
}

/** What becomes of addresses whose word is from `first` to `last`; places of instructions. */
interface Leaf {
  readonly first: number
  readonly last: number
  readonly way: number
}

/** Puts what judges a word of an address and those behind it; returns its place. */
function putWord(assembly: Assembly, ranges: readonly Range[], word: number, ends: Ends): number {
  const leaves: Leaf[] = []
  for (const group of groupsOf(ranges, word)) {
    const { first, last, deeper } = group
    leaves.push({ first, last, way: deeper ? putWord(assembly, deeper, word + 1, ends) : ends.drop })
  }
  putTree(assembly, leaves, ends.pass)
  return emit(assembly, codes.load, networkHeader + ends.sourceAt + 4 * word)
}

interface Group {
  readonly first: number
  readonly last: number
  /** Those that say more of the words to come; undefined if the whole range is meant. */
  readonly deeper?: Range[]
}

/** Ranges by what they say of a word, in order and apart from each other. */
function groupsOf(ranges: readonly Range[], word: number): Group[] {
  const groups: Group[] = []
  const inOrder = ranges
    .map(range => ({ range, ...spanOf(range, word) }))
    .sort((a, b) => a.first - b.first || b.last - a.last || a.range.bits - b.range.bits)
  for (const { range, first, last } of inOrder) {
    const before = groups.at(-1)
    const isDeeper = range.bits > 32 * (word + 1)
    // What lies in a whole range, which comes first as it is larger, adds nothing to it.
    if (before && !before.deeper && last <= before.last) continue
    if (before?.deeper && before.first === first && isDeeper) before.deeper.push(range)
    else groups.push(isDeeper ? { first, last, deeper: [range] } : { first, last })
  }
  return groups
}

function spanOf({ words, bits }: Range, word: number): { first: number; last: number } {
  const free = Math.min(Math.max(32 * (word + 1) - bits, 0), 32)
  const size = 2 ** free
  const first = Math.floor(words[word]! / size) * size
  return { first, last: first + size - 1 }
}

/** So many leaves are gone through one after the other. */
const fewLeaves = 4

/** Puts comparisons that find the leaf of the word; returns the place of the first one. */
function putTree(assembly: Assembly, leaves: readonly Leaf[], pass: number): number {
  if (leaves.length <= fewLeaves) return putLeaves(assembly, leaves, pass)
  const middle = leaves.length >>> 1
  const right = putTree(assembly, leaves.slice(middle), pass)
  const left = putTree(assembly, leaves.slice(0, middle), pass)
  return emit(assembly, codes.atLeast, leaves[middle]!.first, right, left)
}

function putLeaves(assembly: Assembly, leaves: readonly Leaf[], pass: number): number {
  let next = pass
  for (const { first, last, way } of leaves.toReversed()) {
    if (first === last) next = emit(assembly, codes.equal, first, way, next)
    else {
      const isWithin = emit(assembly, codes.above, last, next, way)
      // Ranges are in order: what is below this one is in none of the next.
      next = emit(assembly, codes.atLeast, first, isWithin, pass)
    }
  }
  // An instruction of its own even without leaves, as whoever comes before goes on to the next one.
  return next === pass ? emit(assembly, codes.jump, near(assembly, pass)) : next
}

/** Puts an instruction before all others; of a comparison, `yes` and `no` are the places it leads to. */
function emit(assembly: Assembly, code: number, value: number, yes?: number, no?: number): number {
  const { code: instructions } = assembly
  if (yes === undefined || no === undefined) return instructions.push({ code, yes: 0, no: 0, value }) - 1
  // First both ways, as the second may take an instruction that makes the first longer by one.
  reach(assembly, yes, 1)
  reach(assembly, no, 0)
  const place = instructions.length
  const way = (to: number): number => place - 1 - assembly.ways.get(to)!
  instructions.push({ code, yes: way(yes), no: way(no), value })
  return place
}

/** Sees to an instruction that leads to a place and is near enough, with so many more still to come in between. */
function reach(assembly: Assembly, to: number, more: number): void {
  const { code, ways } = assembly
  const known = ways.get(to) ?? to
  ways.set(to, known)
  if (code.length - 1 - known + more <= longestJump) return
  ways.set(to, code.push({ code: codes.jump, yes: 0, no: 0, value: near(assembly, known) }) - 1)
}

/** How far a place is from the instruction that is put next. */
const near = ({ code }: Assembly, place: number): number => code.length - 1 - place

function octetsOf(program: readonly Instruction[]): Uint8Array {
  const octets = new Uint8Array(program.length * 8)
  const view = new DataView(octets.buffer)
  for (const [i, { code, yes, no, value }] of program.entries()) {
    view.setUint16(8 * i, code, true)
    octets[8 * i + 2] = yes
    octets[8 * i + 3] = no
    view.setUint32(8 * i + 4, value, true)
  }
  return octets
}
