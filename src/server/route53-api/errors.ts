// What the API answers when it does not do as asked: Route 53's codes, their HTTP status, and their XML.
import { escapeXml, namespace } from './xml-text.ts'

/** The HTTP status of every code that this server answers, as AWS's model of the API states it. */
const statuses = {
  // Of the API: what a client of Route 53 handles.
  CidrBlockInUseException: 400,
  CidrCollectionAlreadyExistsException: 400,
  CidrCollectionInUseException: 400,
  CidrCollectionVersionMismatchException: 409,
  ConflictingDomainExists: 400,
  DelegationSetAlreadyCreated: 400,
  DelegationSetAlreadyReusable: 400,
  DelegationSetInUse: 400,
  DelegationSetNotAvailable: 400,
  DelegationSetNotReusable: 400,
  HealthCheckAlreadyExists: 409,
  HealthCheckVersionMismatch: 409,
  HostedZoneAlreadyExists: 409,
  HostedZoneNotEmpty: 400,
  HostedZoneNotFound: 400,
  HostedZoneNotPrivate: 400,
  InvalidArgument: 400,
  InvalidChangeBatch: 400,
  InvalidDomainName: 400,
  InvalidInput: 400,
  InvalidPaginationToken: 400,
  InvalidVPCId: 400,
  LastVPCAssociation: 400,
  LimitsExceeded: 400,
  NoSuchChange: 404,
  NoSuchCidrCollectionException: 404,
  NoSuchCidrLocationException: 404,
  NoSuchDelegationSet: 400,
  NoSuchGeoLocation: 404,
  NoSuchHealthCheck: 404,
  NoSuchHostedZone: 404,
  NoSuchQueryLoggingConfig: 404,
  PriorRequestNotComplete: 400,
  PublicZoneVPCAssociation: 400,
  TooManyHealthChecks: 400,
  TooManyHostedZones: 400,
  TooManyVPCAssociationAuthorizations: 400,
  VPCAssociationAuthorizationNotFound: 404,
  VPCAssociationNotFound: 404,
  // Common to all services of AWS.
  AccessDenied: 403,
  IncompleteSignature: 400,
  InternalFailure: 500,
  InvalidAction: 400,
  InvalidClientTokenId: 403,
  MalformedInput: 400,
  MalformedQueryString: 404,
  MissingAuthenticationToken: 403,
  RequestEntityTooLarge: 413,
  RequestExpired: 400,
  SignatureDoesNotMatch: 403,
  Throttling: 400,
  UnknownOperationException: 404,
  ValidationError: 400,
} as const

/** A code of Route 53's API. */
export type ApiErrorCode = keyof typeof statuses

/** What an operation throws to answer an error: `throw new ApiError('NoSuchHostedZone', 'No hosted zone found with ID: Z1')`. */
export class ApiError extends Error {
  readonly code: ApiErrorCode
  /** The messages of an InvalidChangeBatch, one for each change that is wrong. */
  readonly messages: readonly string[]

  constructor(code: ApiErrorCode, message: string | readonly string[]) {
    const messages = typeof message === 'string' ? [message] : message
    super(messages.join(' '))
    this.name = 'ApiError'
    this.code = code
    this.messages = messages
  }

  /** The HTTP status. */
  get status(): number {
    return statuses[this.code]
  }
}

/**
 * Writes the XML document of an error. InvalidChangeBatch has its messages in brackets, as AWS answers, and each by
 * itself; the form that its API reference shows has a root of its own, which today's SDKs do not read.
 */
export function errorDocument({ code, message, messages, status }: ApiError, requestId: string): string {
  const type = status < 500 ? 'Sender' : 'Receiver'
  const text =
    code === 'InvalidChangeBatch'
      ? `<Message>${escapeXml(`[${messages.join(', ')}]`)}</Message><messages>${messages.map(one => `<Message>${escapeXml(one)}</Message>`).join('')}</messages>`
      : `<Message>${escapeXml(message)}</Message>`
  return `<?xml version="1.0"?>\n<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${code}</Code>${text}</Error><RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`
}
