// What may be named as a VPC.
import { ApiError } from '../errors.ts'
import type { Vpc } from '../state/hosted-zones.ts'

/** Says whether the two are one VPC. */
export const isSameVpc = (a: Vpc, b: Vpc): boolean => a.VPCId === b.VPCId && a.VPCRegion === b.VPCRegion

/** A VPC with both its parts; throws InvalidVPCId for what is none. */
export function checkedVpc({ VPCRegion, VPCId }: Partial<Vpc>): Vpc {
  if (VPCRegion === undefined || VPCId === undefined || !/^vpc-[0-9a-z]+$/.test(VPCId))
    throw new ApiError('InvalidVPCId', 'Invalid or missing VPC Id.')
  return { VPCRegion, VPCId }
}
