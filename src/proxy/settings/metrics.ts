// Settings of where counters are sent; Prometheus fetches them from the web server.

/** JSON Schema of `metrics`. */
export const metricsSchema = {
  type: 'object',
  description: 'Where counters are sent. Prometheus fetches them from the web server instead.',
  default: {},
  properties: {
    carbon: {
      type: 'array',
      description: 'Carbon servers (of Graphite), which get all counters over TCP.',
      items: {
        type: 'object',
        required: ['address'],
        properties: {
          address: {
            type: 'string',
            minLength: 1,
            description: 'Address of the server; port 2003 if it names none.',
          },
          name: {
            type: 'string',
            description: 'Name of this proxy there; `general.server_id` if empty.',
            default: '',
          },
          interval: { type: 'integer', minimum: 1, description: 'Seconds between two reports.', default: 30 },
          namespace: {
            type: 'string',
            description: 'First part of each metric’s name; `dnsctl` if empty.',
            default: '',
          },
          instance: {
            type: 'string',
            description: 'The part behind the name; `main` if empty.',
            default: '',
          },
        },
        additionalProperties: false,
      },
      default: [],
      examples: [[{ address: '192.0.2.40:2003', namespace: 'dns' }]],
    },
  },
  additionalProperties: false,
} as const
