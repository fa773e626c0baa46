// Every record type, by name and by code.
import { fault } from '../../base/errors.ts'
import type { RRType, RRTypeName } from './define-type.ts'
import { genericTypeCode, learnMnemonic } from './mnemonics.ts'
import { A } from './types/a.ts'
import { AAAA } from './types/aaaa.ts'
import { AFSDB } from './types/afsdb.ts'
import { ALIAS } from './types/alias.ts'
import { APL } from './types/apl.ts'
import { AVC } from './types/avc.ts'
import { CAA } from './types/caa.ts'
import { CDNSKEY } from './types/cdnskey.ts'
import { CDS } from './types/cds.ts'
import { CERT } from './types/cert.ts'
import { CNAME } from './types/cname.ts'
import { CSYNC } from './types/csync.ts'
import { DHCID } from './types/dhcid.ts'
import { DNAME } from './types/dname.ts'
import { DNSKEY } from './types/dnskey.ts'
import { DS } from './types/ds.ts'
import { EUI48 } from './types/eui48.ts'
import { EUI64 } from './types/eui64.ts'
import { HINFO } from './types/hinfo.ts'
import { HIP } from './types/hip.ts'
import { HTTPS } from './types/https.ts'
import { IPSECKEY } from './types/ipseckey.ts'
import { KX } from './types/kx.ts'
import { L32 } from './types/l32.ts'
import { L64 } from './types/l64.ts'
import { LOC } from './types/loc.ts'
import { LP } from './types/lp.ts'
import { MB } from './types/mb.ts'
import { metaTypes } from './types/meta.ts'
import { MG } from './types/mg.ts'
import { MINFO } from './types/minfo.ts'
import { MR } from './types/mr.ts'
import { MX } from './types/mx.ts'
import { NAPTR } from './types/naptr.ts'
import { NID } from './types/nid.ts'
import { NS } from './types/ns.ts'
import { NSEC } from './types/nsec.ts'
import { NSEC3 } from './types/nsec3.ts'
import { NSEC3PARAM } from './types/nsec3param.ts'
import { OPENPGPKEY } from './types/openpgpkey.ts'
import { PTR } from './types/ptr.ts'
import { RP } from './types/rp.ts'
import { RRSIG } from './types/rrsig.ts'
import { RT } from './types/rt.ts'
import { SMIMEA } from './types/smimea.ts'
import { SOA } from './types/soa.ts'
import { SPF } from './types/spf.ts'
import { SRV } from './types/srv.ts'
import { SSHFP } from './types/sshfp.ts'
import { SVCB } from './types/svcb.ts'
import { TLSA } from './types/tlsa.ts'
import { TXT } from './types/txt.ts'
import { URI } from './types/uri.ts'
import { WALLET } from './types/wallet.ts'
import { X25 } from './types/x25.ts'
import { ZONEMD } from './types/zonemd.ts'
import { unknownType } from './unknown.ts'

/** The types that zones hold; those of messages only are found by name and code, too. */
// Readers of the table do not know which type they get, so its fields are plain data to them.
export const rrTypes: readonly RRType[] = [
  A,
  AAAA,
  AFSDB,
  ALIAS,
  APL,
  AVC,
  CAA,
  CDNSKEY,
  CDS,
  CERT,
  CNAME,
  CSYNC,
  DHCID,
  DNAME,
  DNSKEY,
  DS,
  EUI48,
  EUI64,
  HINFO,
  HIP,
  HTTPS,
  IPSECKEY,
  KX,
  L32,
  L64,
  LOC,
  LP,
  MB,
  MG,
  MINFO,
  MR,
  MX,
  NAPTR,
  NID,
  NS,
  NSEC,
  NSEC3,
  NSEC3PARAM,
  OPENPGPKEY,
  PTR,
  RP,
  RRSIG,
  RT,
  SMIMEA,
  SOA,
  SPF,
  SRV,
  SSHFP,
  SVCB,
  TLSA,
  TXT,
  URI,
  WALLET,
  X25,
  ZONEMD,
] as RRType[]

const known = [...rrTypes, ...metaTypes]
const byName = new Map(known.map(type => [type.name, type]))
const byCode = new Map(known.filter(type => !type.virtual).map(type => [type.code, type]))
for (const type of byCode.values()) learnMnemonic(type.name, type.code)

/** The type of a mnemonic (any case) or of `TYPEnnn`; undefined if there is none. */
export function findType(mnemonic: RRTypeName): RRType | undefined {
  const type = byName.get(mnemonic) ?? byName.get(mnemonic.toUpperCase())
  if (type) return type
  const code = genericTypeCode(mnemonic)
  return code === undefined ? undefined : typeOfCode(code)
}

/** The type of a mnemonic; throws `record-type-unknown`. */
export function typeOf(mnemonic: RRTypeName): RRType {
  const type = findType(mnemonic)
  if (!type) throw fault('record-type-unknown', `record type "${mnemonic}" is unknown`)
  return type
}

/** The type of a code, which is an unknown one if it has no declaration. */
export const typeOfCode = (code: number): RRType => byCode.get(code) ?? unknownType(code)
