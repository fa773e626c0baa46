// What the parser and the directives share: the state of one file, and of the whole reading.
import type { Name } from '../../dns/name.ts'
import type { Rdata } from '../../dns/rr/define-type.ts'
import type { TextContext, Token } from '../../dns/rr/text.ts'
import type { SourceMap } from '../source-map.ts'
import type { BindLexer } from './lexer.ts'

/** One file while it is read; $INCLUDE leaves all of it as it was (RFC 1035 §5.1). */
export interface Scope {
  readonly file: string
  readonly lexer: BindLexer
  /** Position of the file's first character in the source map. */
  readonly base: number
  /** Reads names relative to the origin that holds at the time. */
  readonly context: TextContext
  origin: Name
  /** Owner of the record before: `none` at the start, `wrong` if its name could not be read. */
  owner: Name | 'none' | 'wrong'
}

/** The reading of a zone from all its files. */
export interface Reading {
  readonly sources: SourceMap
  /** The files being read, each included by the one before. */
  readonly including: readonly string[]
  readonly readFile: (path: string) => string
  /** Of $TTL; holds from there on in every file. */
  defaultTtl: number | undefined
  /** The word of the entry that is being read; problems are reported there. */
  at: number
  /** Reads the text of a file; names before its first $ORIGIN are relative to `origin`. */
  readText(file: string, text: string, origin: Name): void
  /** Reads TTL, class and type of a record, and leaves `at` at the data. */
  readHeader(lexer: BindLexer, from: number): void
  /** Reads record data of the type that was read last. */
  parseRdata(scope: Scope, tokens: readonly Token[]): Rdata
  /** Adds a record with the type and TTL that were read last. */
  addRecord(owner: Name, rdata: Rdata): void
}
