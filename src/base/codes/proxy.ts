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
  'proxy-pool-empty': {
    title: 'a pool has no servers',
    severity: 'warning',
    why: 'A pool that is configured and that no server is in answers SERVFAIL to all that rules send there.',
    mend: 'Name the pool in `pools` of a backend, or remove it.',
  },
  'proxy-cache-unknown': {
    title: 'a pool uses a packet cache that is not there',
    severity: 'error',
    why: 'The pool would work without a cache, and its servers get every query.',
    mend: 'Add it to `packet_caches`, or correct the name.',
  },
  'proxy-cache-unused': {
    title: 'no pool uses a packet cache',
    severity: 'warning',
    why: 'A cache keeps nothing until a pool names it.',
    mend: 'Name it in `packet_cache` of a pool; the pool of all queries is `{ name: "", packet_cache: NAME }`.',
  },
  'proxy-name-twice': {
    title: 'two things of one kind have the same name',
    severity: 'error',
    why: 'Whatever names it would mean one of them by chance.',
    mend: 'Give one of them another name.',
  },
  'proxy-address-twice': {
    title: 'an address is listened on twice',
    severity: 'error',
    why: 'Of two binds of one address only one could be opened.',
    mend: 'Remove one of them, or give it another port.',
  },
  'proxy-include-empty': {
    title: 'a pattern of files to include matches nothing',
    severity: 'warning',
    why: 'A misspelt pattern leaves out rules or servers that are meant to be there.',
    mend: 'Correct the pattern; it is relative to the file that names it, `*` stays within a folder, `**` does not.',
  },
  'proxy-certificate-unusable': {
    title: 'a certificate and its key cannot be used',
    severity: 'error',
    why: 'Clients over TLS could not connect.',
    mend: 'Name the files of a certificate in PEM form and of the key that belongs to it.',
  },
  'proxy-setting-absent': {
    title: 'dnsdist has this setting, `dnsctl proxy` does not',
    severity: 'error',
    why: 'A setting that is passed over silently would leave a proxy that does not do what its file says.',
    mend: 'Remove it; the message says what takes its place.',
  },
  'proxy-rule-invalid': {
    title: 'a rule has a value that cannot be used',
    severity: 'error',
    why: 'The rule would not do what was meant, or nothing at all.',
    mend: 'Change the value as the message says; docs/proxy-rules.md tells what each selector and action takes.',
  },
  'proxy-unreachable': {
    title: 'no proxy could be reached that takes the order',
    severity: 'error',
    why: 'Orders go through a socket in the file system, `console.socket` of the settings, whose path depends on their file.',
    mend: 'Start the proxy, or name its settings with --config, or its socket with --socket; only its user and root may use it.',
  },
  'proxy-reload-refused': {
    title: 'a new configuration of the proxy was not taken',
    severity: 'error',
    why: 'It has the mistakes that are reported beside; a proxy never runs with half of a configuration.',
    mend: 'Correct them and reload again. Until then what was in force before still is.',
  },
  'proxy-block-invalid': {
    title: 'what is to be blocked is neither a network nor a name',
    severity: 'error',
    why: 'Nothing would be blocked, or others than were meant.',
    mend: 'Give a network such as 192.0.2.0/24, an address, or a name such as example.com.',
  },
  'proxy-thread-ended': {
    title: 'a thread that answers queries has ended',
    severity: 'error',
    why: 'A fault in dnsctl, or too little memory. The thread starts again by itself, and what is asked meanwhile waits in its sockets; queries that it was waiting for servers with are lost.',
    mend: 'Give the process more memory if that is the reason; otherwise please report it.',
  },
  'proxy-server-unknown': {
    title: 'the proxy asks no such server',
    severity: 'error',
    why: 'Nothing was changed.',
    mend: 'Name it as `show servers` does, by its name or its address.',
  },
  'proxy-rule-unknown': {
    title: 'the proxy has no such rule',
    severity: 'error',
    why: 'Nothing was changed.',
    mend: 'Name it by its id, as `show rules` does.',
  },
  'proxy-set-unknown': {
    title: 'the proxy has no such set of addresses',
    severity: 'error',
    why: 'Nothing was changed.',
    mend: 'Name one of the section `timed_ip_sets`; `show sets` lists them.',
  },
  'proxy-answer-too-large': {
    title: 'what the proxy was asked for is more than it may answer at once',
    severity: 'error',
    why: 'A proxy that writes a text of any size would need memory of any size for it.',
    mend: 'Ask for less, such as the entries of a cache with a number behind, or raise `console.maximum_output_size`.',
  },
  'proxy-order-invalid': {
    title: 'an order to the proxy does not have what it takes',
    severity: 'error',
    why: 'Nothing was changed.',
    mend: 'Change it as the message says; `help` of `dnsctl console` tells what each command takes.',
  },
  'proxy-carbon-away': {
    title: 'a Carbon server does not take reports',
    severity: 'warning',
    why: 'Graphs have a gap; queries are answered as before, and nothing is kept for later.',
    mend: 'Look whether the server runs at the address of `metrics.carbon`, and whether a firewall is between.',
  },
})
