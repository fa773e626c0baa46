// Settings of the whole proxy: how it calls itself, and the answers that it makes or mends.

/** JSON Schema of `general`. */
export const generalSchema = {
  type: 'object',
  description: 'What the proxy calls itself, and how it treats messages as a whole.',
  default: {},
  properties: {
    server_id: {
      type: 'string',
      description: 'Name of this proxy in statistics and what is sent to Carbon; the host name if empty.',
      default: '',
    },
    edns_udp_payload_size_self_generated_answers: {
      type: 'integer',
      minimum: 512,
      maximum: 65535,
      description: 'The payload size that answers of the proxy’s own announce (RFC 6891), in octets.',
      default: 1232,
    },
    add_edns_to_self_generated_answers: {
      type: 'boolean',
      description: 'Answers of the proxy’s own have EDNS if their query has.',
      default: true,
    },
    truncate_tc_answers: {
      type: 'boolean',
      description: 'Removes the records of answers that are marked as truncated.',
      default: false,
    },
    fixup_case: {
      type: 'boolean',
      description: 'Gives the name in the question of an answer the letters that the query has.',
      default: false,
    },
    allow_empty_responses: {
      type: 'boolean',
      description:
        'Takes answers without a question, NOERROR and NXDOMAIN, which are less safe against forgery.',
      default: false,
    },
    drop_empty_queries: {
      type: 'boolean',
      description: 'Drops queries without a question instead of answering NOTIMP.',
      default: false,
    },
  },
  additionalProperties: false,
} as const
