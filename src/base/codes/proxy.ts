// Codes of `dnsctl proxy`: its settings, its rules, and what it meets while it runs.
import { defineCodes } from './define.ts'

export const proxyCodes = defineCodes({
  'proxy-backend-missing': {
    title: 'there is no server to forward queries to',
    severity: 'error',
    why: 'A proxy without servers could only answer with SERVFAIL.',
    mend: 'Name servers on the command line, as in `dnsctl proxy 192.0.2.1 192.0.2.2`, or under `backends`.',
  },
  'proxy-backend-invalid': {
    title: 'a server is configured with a value that cannot be used',
    severity: 'error',
    why: 'The server could not be asked, or not be checked.',
    mend: 'Give its IP address, with a port where that is not 53; a source of the same kind; a class such as IN.',
  },
  'proxy-pool-unknown': {
    title: 'a rule sends queries to a pool that is not there',
    severity: 'error',
    why: 'Every query that the rule matches would fail.',
    mend: 'Name the pool in `pools` of a backend.',
  },
  'proxy-rule-invalid': {
    title: 'a rule has a value that cannot be used',
    severity: 'error',
    why: 'The rule would not do what was meant, or nothing at all.',
    mend: 'Change the value as the message says; docs/proxy-rules.md tells what each selector and action takes.',
  },
  'proxy-reload-refused': {
    title: 'a new configuration of the proxy was not taken',
    severity: 'error',
    why: 'It has the mistakes that are reported beside; a proxy never runs with half of a configuration.',
    mend: 'Correct them and reload again. Until then what was in force before still is.',
  },
})
