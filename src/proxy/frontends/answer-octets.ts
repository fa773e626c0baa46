// Answers as they leave over a connection: with how long it may idle (RFC 7828), and padded where nobody shall guess from
// their length what is in them (RFC 7830, RFC 8467). Both are between a client and us, so that no server sees them.
import { findOption, isSigned, removeOption } from '../message/edns.ts'
import { optionHead, optLayout, setU16, types, u16 } from '../message/layout.ts'
import type { Transaction } from '../transaction.ts'

const keepalive = 11
const padding = 12
/** The time in units of 100 ms. */
const timeOctets = 2
/** Padded answers have a length that is a multiple of this (RFC 8467 §4.1). */
const blockOctets = 468
const largestMessage = 65_535

/** What a client wants of the answer, kept in `ticket`. */
export const wishes = { keepalive: 1, padding: 2 } as const

/**
 * Reads from the query in `message`, whose EDNS record was found, what its client wants of the answer, and takes out of it
 * what is not for servers. Padding counts where nobody can look into the connection.
 */
export function takeWishes(t: Transaction, isSecret: boolean): number {
  if (t.optAt === 0) return 0
  const isPadded = isSecret && findOption(t, padding) > 0
  const isKept = findOption(t, keepalive) > 0 && !isSigned(t) && removeOption(t, keepalive)
  return (isKept ? wishes.keepalive : 0) | (isPadded ? wishes.padding : 0)
}

/**
 * Copies an answer behind `before` octets, which are left free; with the time in milliseconds that the connection may
 * idle, and padding, at the end of its EDNS record, if they are wanted.
 */
export function answerOctets(t: Transaction, before: number, idleMs: number): Uint8Array {
  const isOpen = (t.ticket & (wishes.keepalive | wishes.padding)) !== 0 && canTakeOptions(t)
  const kept = isOpen && t.ticket & wishes.keepalive ? optionHead + timeOctets : 0
  const padded = isOpen && t.ticket & wishes.padding ? paddingOctets(t, t.length + kept) : 0
  const octets = Buffer.allocUnsafe(before + t.length + kept + padded)
  octets.set(t.message.subarray(0, t.length), before)
  if (kept + padded === 0) return octets
  let at = before + t.length
  if (kept > 0) {
    putOptionHead(octets, at, keepalive, timeOctets)
    setU16(octets, at + optionHead, Math.min(0xffff, idleMs / 100))
    at += kept
  }
  if (padded > 0) {
    putOptionHead(octets, at, padding, padded - optionHead)
    octets.fill(0, at + optionHead)
  }
  const dataLength = t.optEnd - t.optAt - optLayout.options + kept + padded
  setU16(octets, before + t.optAt + optLayout.dataLength, dataLength)
  return octets
}

/** Octets of the option that fill an answer up to a block; 0 if it is padded already, or there is no room. */
function paddingOctets(t: Transaction, length: number): number {
  if (findOption(t, padding) > 0) return 0
  const whole = Math.ceil((length + optionHead) / blockOctets) * blockOctets
  return whole > largestMessage ? 0 : whole - length
}

/** Whether the answer ends with its EDNS record; a signature, which nothing may be added to, would stand behind it. */
const canTakeOptions = ({ message, length, optAt, optEnd }: Transaction): boolean =>
  optAt > 0 &&
  optEnd === length &&
  length + optionHead + timeOctets <= largestMessage &&
  u16(message, optAt + 1) === types.OPT &&
  optAt + optLayout.options + u16(message, optAt + optLayout.dataLength) === optEnd

function putOptionHead(octets: Uint8Array, at: number, code: number, length: number): void {
  setU16(octets, at, code)
  setU16(octets, at + 2, length)
}
