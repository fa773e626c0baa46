// A register of leases in memory, for one zone.
import { isSameRecord, type LeaseRecord } from '../../../src/base/lease-record.ts'
import type { LeaseRegister } from '../../../src/providers/lease/lease.ts'

export interface MemoryRegister extends LeaseRegister {
  /** What is kept now. */
  kept: LeaseRecord | undefined
}

/** Makes a register that answers at once. */
export function memoryRegister(): MemoryRegister {
  const register: MemoryRegister = {
    kept: undefined,
    read: async () => register.kept,
    async swap(_zone, seen, next) {
      if (!isSameRecord(register.kept, seen)) return false
      register.kept = next
      return true
    },
  }
  return register
}

/** The same register, at some distance: there and back takes as long as is waited. */
export function farRegister({ read, swap }: LeaseRegister, way: () => Promise<void>): LeaseRegister {
  const there = async <T>(work: () => Promise<T>): Promise<T> => {
    await way()
    const answer = await work()
    await way()
    return answer
  }
  return {
    read: zone => there(() => read(zone)),
    swap: (...args) => there(() => swap(...args)),
  }
}
