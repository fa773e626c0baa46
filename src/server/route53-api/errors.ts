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

/** Writes the XML document of an error; InvalidChangeBatch has a form of its own. */
export function errorDocument(error: ApiError, requestId: string): string {
  const id = `<RequestId>${escapeXml(requestId)}</RequestId>`
  if (error.code === 'InvalidChangeBatch') {
    const messages = error.messages.map(message => `<Message>${escapeXml(message)}</Message>`).join('')
    return `<?xml version="1.0"?>\n<InvalidChangeBatch xmlns="${namespace}"><Messages>${messages}</Messages>${id}</InvalidChangeBatch>`
  }
  const type = error.status < 500 ? 'Sender' : 'Receiver'
  const text = `<Type>${type}</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message>`
  return `<?xml version="1.0"?>\n<ErrorResponse xmlns="${namespace}"><Error>${text}</Error>${id}</ErrorResponse>`
}
