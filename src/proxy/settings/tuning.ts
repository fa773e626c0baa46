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
    messages_per_round: {
      type: 'integer',
      minimum: 1,
      maximum: 1024,
      description: 'The most messages that one system call receives or sends.',
      default: 32,
    },
    send_buffer_size: {
      type: 'integer',
      minimum: 0,
      description: 'Octets of the buffers to send from, of each socket; 0 for the system’s own.',
      default: 1_048_576,
    },
    receive_buffer_size: {
      type: 'integer',
      minimum: 0,
      description: 'Octets of the buffers to receive into, of each socket; 0 for the system’s own.',
      default: 1_048_576,
    },
    max_outstanding_per_backend: {
      type: 'integer',
      minimum: 1,
      maximum: 65535,
      description: 'The most queries that wait for an answer at a time, of each thread and server.',
      default: 65535,
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
