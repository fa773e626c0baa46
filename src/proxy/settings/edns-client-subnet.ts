// Settings of EDNS Client Subnet (RFC 7871): how much of a client's address servers are told, where they are told it.

/** JSON Schema of `edns_client_subnet`; the lengths are those that RFC 7871 §11.1 asks for. */
export const ednsClientSubnetSchema = {
  type: 'object',
  description:
    'How a client’s address is passed to servers that have `use_client_subnet`, in the option of RFC 7871.',
  default: {},
  properties: {
    override_existing: {
      type: 'boolean',
      description: 'Replaces a client subnet that the query already has.',
      default: false,
    },
    source_prefix_v4: {
      type: 'integer',
      minimum: 0,
      maximum: 32,
      description: 'Bits of an IPv4 address that are passed on.',
      default: 24,
    },
    source_prefix_v6: {
      type: 'integer',
      minimum: 0,
      maximum: 128,
      description: 'Bits of an IPv6 address that are passed on.',
      default: 56,
    },
  },
  additionalProperties: false,
} as const
