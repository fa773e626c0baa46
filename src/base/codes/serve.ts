// Codes for serving.
import { defineCodes } from './define.ts'

export const serveCodes = defineCodes({
  'location-invalid': {
    title: 'a network or its location cannot be read',
    severity: 'error',
    why: 'Queries from the network would get the answer that is meant for elsewhere.',
    mend: 'Write networks as 192.0.2.0/24 or 2001:db8::/32, and locations as in zone files: EU, FR, US-CA, country:AF.',
  },
  'zone-unservable': {
    title: 'a zone cannot be served',
    severity: 'error',
    why: 'The zone has no records, no SOA at its apex, a record outside of itself, or an RRset that no DNS message can hold (RFC 1035 §4.2, §5.2). A server that answered from such a zone would mislead resolvers.',
    mend: 'Change the zone as the message says; until then the version that was served before stays.',
  },
  'zone-file-unwatched': {
    title: 'changes of a zone file are not noticed',
    severity: 'warning',
    why: 'The system does not tell of changes in the folder of the file: it is gone, or there are too many watches (fs.inotify.max_user_watches).',
    mend: 'Send the server the signal HUP after a change, or raise the limit.',
  },
  'zone-feed-ended': {
    title: 'the thread that loads zones has ended',
    severity: 'error',
    why: 'A fault in dnsctl, or zones that need more memory than there is. Queries are answered as before, by another thread, and loading starts again by itself: at first after a second, then each time twice as late, up to a minute.',
    mend: 'Give the process more memory if that is the reason (NODE_OPTIONS=--max-old-space-size, in MiB); otherwise please report it.',
  },
  'serve-worker-ended': {
    title: 'a thread that answers over UDP has ended',
    severity: 'error',
    why: 'A fault in dnsctl, or too little memory. The other threads go on; what its share of the clients asks waits until it has started again by itself, which takes it a tenth of a second at first.',
    mend: 'Give the process more memory if that is the reason (NODE_OPTIONS=--max-old-space-size, in MiB); otherwise please report it.',
  },
  'user-unknown': {
    title: 'there is no such user or group',
    severity: 'error',
    why: 'The server would go on with more rights than it was to have.',
    mend: 'Give a user of this system, and a group if it is not the one of the user: `--user dnsctl` or `--user dnsctl:dns`.',
  },
  'user-denied': {
    title: 'the system does not let the process become another user',
    severity: 'error',
    why: 'Only root, or a process with CAP_SETUID and CAP_SETGID, may do that.',
    mend: 'Start the program as root, or leave `--user` out and start it as that user: a systemd unit has User= for it.',
  },
  'route53-api-open': {
    title: 'the Route 53 API would be open to everyone',
    severity: 'error',
    why: 'Without keys, whoever reaches the address may change every zone. Only on loopback is that the same as being on this machine.',
    mend: 'Configure keys in `serve.route53_api.keys`, or listen on 127.0.0.1 or ::1.',
  },
  'route53-api-keyless': {
    title: 'nobody could use the Route 53 API',
    severity: 'error',
    why: 'Requests are signed with a key (AWS Signature Version 4), and none is configured.',
    mend: 'Add a key to `serve.route53_api.keys`: an id, and a secret such as `${env:DNSCTL_ROUTE53_API_SECRET}`. On loopback, `--insecure-no-auth` does without.',
  },
  'route53-api-ended': {
    title: 'the thread that serves the Route 53 API has ended',
    severity: 'error',
    why: 'A fault in dnsctl, or too little memory. DNS queries are answered as before, by another thread, and the API starts again by itself: at first after a second, then each time twice as late, up to a minute.',
    mend: 'Give the process more memory if that is the reason (NODE_OPTIONS=--max-old-space-size, in MiB); otherwise please report it.',
  },
  'listen-in-use': {
    title: 'another program listens on the address',
    severity: 'error',
    why: 'One address and port belong to one server; on many systems a stub resolver holds port 53.',
    mend: 'Give another address with `--listen`, or stop the other program (`ss -lunp` and `ss -ltnp` name it).',
  },
  'listen-denied': {
    title: 'the system does not allow listening on the address',
    severity: 'error',
    why: 'Ports below 1024 need a privilege on most systems.',
    mend: 'Use a port from 1024 on, or give the program the right: `setcap cap_net_bind_service=+ep` on node, or AmbientCapabilities in the systemd unit.',
  },
  'listen-failed': {
    title: 'listening on the address failed',
    severity: 'error',
    why: 'The address belongs to no interface of this machine, or the system is out of sockets.',
    mend: 'List the addresses of this machine with `ip address`, and give one of them, or 0.0.0.0 or :: for all.',
  },
})
