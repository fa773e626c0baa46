// Reads the entries of a master file, and of the files it includes: records and directives.
import { normalize } from 'node:path'
import { DnsctlError, fault, type Problem, problem } from '../../base/errors.ts'
import { type Name, parseName } from '../../dns/name.ts'
import type { Rdata, RRType } from '../../dns/rr/define-type.ts'
import type { TextContext, Token } from '../../dns/rr/text.ts'
import { SOA } from '../../dns/rr/types/soa.ts'
import { maxTtl } from '../../dns/ttl.ts'
import { SourceMap } from '../source-map.ts'
import { followDirective } from './directives.ts'
import { HeaderReader } from './header-reader.ts'
import { BindLexer } from './lexer.ts'
import { RecordCollector } from './record-collector.ts'
import type { Reading, Scope } from './scope.ts'

const DOLLAR = 0x24

/** Reads one zone: all its files into one collection of records. */
export class BindParser implements Reading {
  readonly sources = new SourceMap()
  readonly records: RecordCollector
  readonly readFile: (path: string) => string
  readonly including: string[] = []
  defaultTtl: number | undefined
  at = 0
  readonly #header = new HeaderReader()
  readonly #problems: Problem[]
  /** The TTL last stated (RFC 1035 §5.1). */
  #lastTtl: number | undefined
  /** Position of the entry. */
  #position = 0

  constructor(apex: Name, readFile: (path: string) => string, problems: Problem[]) {
    this.readFile = readFile
    this.#problems = problems
    this.records = new RecordCollector(apex, (code, message) =>
      problems.push(problem(code, message, this.sources.placeOf(this.#position))),
    )
  }

  readText(file: string, text: string, origin: Name): void {
    const base = this.sources.add(file, text)
    const lexer = new BindLexer(text, (code, message, offset) => {
      this.#problems.push(problem(code, message, this.sources.placeOf(base + offset)))
      if (!lexer.startsWithBlank) scope.owner = 'wrong'
    })
    const context: TextContext = { name: word => parseName(word, scope.origin) }
    const scope: Scope = { file, lexer, base, context, origin, owner: 'none' }
    this.including.push(normalize(file))
    while (lexer.next()) this.#readEntry(scope)
    this.including.pop()
  }

  #readEntry(scope: Scope): void {
    const { lexer, base } = scope
    this.at = 0
    this.#position = base + lexer.offset(0)
    try {
      if (!lexer.startsWithBlank && lexer.firstCode === DOLLAR) followDirective(this, scope)
      else this.#readRecord(scope)
    } catch (error) {
      if (!(error instanceof DnsctlError)) throw error
      const place = this.sources.placeOf(base + lexer.offset(this.at))
      for (const found of error.problems) this.#problems.push({ ...found, place })
    }
  }

  #readRecord(scope: Scope): void {
    const { lexer } = scope
    if (!lexer.startsWithBlank) {
      scope.owner = 'wrong'
      scope.owner = parseName(lexer.word(0), scope.origin)
    } else if (scope.owner === 'none')
      throw fault('bind-owner-missing', 'there is no owner before this record')
    this.readHeader(lexer, lexer.startsWithBlank ? 0 : 1)
    const rdata = this.parseRdata(scope, lexer.tokens(this.at))
    this.at = 0
    // What belongs to an owner that cannot be read is checked, and goes nowhere.
    if (scope.owner !== 'wrong') this.addRecord(scope.owner, rdata)
  }

  readHeader(lexer: BindLexer, from: number): void {
    this.#header.start()
    for (this.at = from; !this.#header.take(lexer.word(this.at)); this.at++);
    this.at++
  }

  parseRdata({ lexer, context }: Scope, tokens: readonly Token[]): Rdata {
    try {
      return this.#header.type.parse(tokens, context)
    } catch (error) {
      if (error instanceof DnsctlError) this.#pointAtWordIn(error.problems[0].message, lexer)
      throw error
    }
  }

  /** Types do not say which of their words is wrong, but their messages have it in them, names made absolute. */
  #pointAtWordIn(message: string, lexer: BindLexer): void {
    const words = new Set(message.split(/[ ";,]+/))
    const indexes = Array.from({ length: lexer.count - this.at }, (_, i) => this.at + i)
    const found =
      indexes.find(i => words.has(lexer.word(i))) ?? indexes.find(i => message.includes(`"${lexer.word(i)}.`))
    this.at = found ?? this.at
  }

  addRecord(owner: Name, rdata: Rdata): void {
    const { type, ttl } = this.#header
    if (ttl !== undefined) this.#lastTtl = ttl
    const used = ttl ?? this.defaultTtl ?? this.#lastTtl ?? this.#ttlOfSoa(type, rdata)
    this.records.add(owner, type, used, rdata, this.#position)
  }

  /** Where no TTL is stated at all, the SOA's minimum is the default, as it was before $TTL (RFC 1035 §3.3.13). */
  #ttlOfSoa(type: RRType, rdata: Rdata): number {
    if (type.name !== 'SOA')
      throw fault('bind-ttl-missing', `neither this ${type.name} nor a $TTL states a TTL`)
    this.defaultTtl = Math.min(SOA.toFields(rdata).minimum, maxTtl)
    return this.defaultTtl
  }
}
