// Codes for addresses on the command line and in configuration, and for queries to DNS servers.
import { defineCodes } from './define.ts'

export const networkCodes = defineCodes({
  'address-syntax': {
    title: 'a network address cannot be read',
    severity: 'error',
    why: 'An address is a host or an IP address, with a port from 0 to 65535 where one is wanted; the colons of an IPv6 address and the one before the port must be told apart.',
    mend: 'Write 192.0.2.1, 192.0.2.1:5300, [2001:db8::1]:5300 or 2001:db8::1#5300.',
  },
  'query-timeout': {
    title: 'a DNS server did not answer in time',
    severity: 'error',
    why: 'No answer with the right id and question came back: the server is down, drops the query, or a firewall does.',
    mend: 'Check the address and port; try `--tcp`, or a longer `--timeout`.',
  },
  'query-connection-refused': {
    title: 'nothing listens at the address of a DNS server',
    severity: 'error',
    why: 'The machine is there and says that the port is closed.',
    mend: 'Start the server, or correct the port: `@127.0.0.1:5300`.',
  },
  'query-connection-closed': {
    title: 'a DNS server closed the connection without an answer',
    severity: 'error',
    why: 'The server has too many connections, does not serve this address, or does not speak DNS over TCP here.',
    mend: 'Ask again later, or look into the log of the server.',
  },
  'query-unreachable': {
    title: 'a DNS server cannot be reached',
    severity: 'error',
    why: 'The system found no way to the address, or does not let this program use the network.',
    mend: 'Check the address, the route to it and the local firewall.',
  },
  'query-server-unknown': {
    title: 'the host name of a DNS server cannot be resolved',
    severity: 'error',
    why: 'The system knows no address of the name after the @.',
    mend: 'Correct the name, or give the IP address.',
  },
})
