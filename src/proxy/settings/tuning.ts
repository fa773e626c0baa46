// Settings of sockets and threads, which few need to change.
import { streamLimitsSchema } from './stream-limits.ts'

const always = { type: 'boolean', enum: [true], default: true } as const

/** JSON Schema of `tuning.udp`. */
const udpTuning = {
  type: 'object',
  description: 'UDP on both sides.',
  default: {},
  properties: {
    worker_threads: {
      type: 'integer',
      minimum: 0,
      maximum: 256,
      description: 'Threads that answer queries over UDP; 0 for one a processor. `--workers` wins.',
      default: 0,
    },
    send_buffer_size: {
      type: 'integer',
      minimum: 4096,
      maximum: 1_073_741_824,
      description:
        'Octets of the buffer to send from, of each socket that clients ask. Without the privilege CAP_NET_ADMIN the system has a limit of its own.',
      default: 1_048_576,
    },
    receive_buffer_size: {
      type: 'integer',
      minimum: 4096,
      maximum: 1_073_741_824,
      description:
        'Octets of the buffer to receive into, of each socket that clients ask. Without the privilege CAP_NET_ADMIN the system has a limit of its own.',
      default: 1_048_576,
    },
    randomize_outgoing_sockets_to_backend: {
      ...always,
      description: 'Queries to a server leave from one of several ports, by chance: always so.',
    },
    randomize_ids_to_backend: {
      ...always,
      description: 'Queries to a server have random ids: always so.',
    },
  },
  additionalProperties: false,
} as const

/** JSON Schema of `tuning`. */
export const tuningSchema = {
  type: 'object',
  description: 'Sockets and threads. The defaults suit most.',
  default: {},
  properties: { udp: udpTuning, tcp: streamLimitsSchema },
  additionalProperties: false,
} as const
