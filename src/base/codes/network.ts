// Codes for addresses on the command line and in configuration, and for queries to DNS servers.
import { defineCodes } from './define.ts'

export const networkCodes = defineCodes({
  'address-syntax': {
    title: 'a network address cannot be read',
    severity: 'error',
    why: 'An address is a host or an IP address, with a port from 0 to 65535 where one is wanted; the colons of an IPv6 address and the one before the port must be told apart.',
    mend: 'Write 192.0.2.1, 192.0.2.1:5300, [2001:db8::1]:5300 or 2001:db8::1#5300.',
  },
})
