// Settings of the whole proxy.

/** JSON Schema of `general`. */
export const generalSchema = {
  type: 'object',
  description: 'What the proxy calls itself.',
  default: {},
  properties: {
    server_id: {
      type: 'string',
      description: 'Name of this proxy in statistics and what is sent to Carbon; the host name if empty.',
      default: '',
    },
  },
  additionalProperties: false,
} as const
