// Codes for planning: patterns, what providers cannot hold, plan files.
import { defineCodes } from './define.ts'

export const planCodes = defineCodes({
  'pattern-syntax': {
    title: 'a pattern of names and types cannot be read',
    severity: 'error',
    why: 'Patterns choose the RRsets that are ignored or protected; one that matches something else than meant is dangerous, so nothing is guessed.',
    mend: 'Write `name`, `name/TYPE` or `name/*`: `*` alone in a label stands for one label, `**` for any number, `@` for the apex.',
  },
  'zone-duplicate': {
    title: 'one zone comes from two files',
    severity: 'error',
    why: 'Two files that both claim the whole zone at the same provider would undo each other at every run.',
    mend: 'Keep one file, or let it `include` the other; `zones:` in dnsctl.yaml says which files are read.',
  },
  'zone-not-selected': {
    title: 'no zone of the configuration has this name',
    severity: 'error',
    why: 'A misspelt zone must not look like a zone with nothing to do.',
    mend: 'Compare with `dnsctl zones list`; the argument is a zone, a pattern such as `*.example.com`, or a zone file.',
  },
  'zone-files-missing': {
    title: 'no zone file was found',
    severity: 'error',
    why: 'The patterns under `zones:` in dnsctl.yaml (by default zones/*.yaml) match no file, so there is nothing to work on.',
    mend: 'Correct the pattern, run dnsctl where dnsctl.yaml is, or start with `dnsctl init`.',
  },
  'revision-unknown': {
    title: 'git cannot tell what has changed since a revision',
    severity: 'error',
    why: 'With --only-changed-since, zones are left out by what git says; where it says nothing, leaving zones out would be a guess.',
    mend: 'Correct the revision, or fetch it: CI often checks out the last commit only (`fetch-depth: 0` of actions/checkout fetches all).',
  },
  'plan-ignored-wanted': {
    title: 'the zone declares an RRset that it ignores',
    severity: 'error',
    why: '`ignore` leaves an RRset to somebody else; to set it as well contradicts that, and either reading could destroy what is there.',
    mend: 'Take the record out, or narrow the pattern under `ignore`.',
  },
  'plan-type-unsupported': {
    title: 'the provider cannot hold this record type',
    severity: 'warning',
    why: 'The provider answers a fixed list of types; the RRset is left out of the plan for it.',
    mend: 'Express it with a type that the provider has, or keep the zone on another provider.',
  },
  'plan-policy-unsupported': {
    title: 'the provider cannot hold this routing policy',
    severity: 'warning',
    why: 'Without the policy the answers would mean something else, so the RRset is left as it is at the provider.',
    mend: 'Use a policy that the provider has, or plain values.',
  },
  'plan-alias-unsupported': {
    title: 'the provider has no aliases',
    severity: 'warning',
    why: 'An alias answers with the records of another name; a provider that has none would answer nothing, so the RRset is left as it is there.',
    mend: 'Write the values themselves, or a CNAME where one may stand.',
  },
  'plan-alias-unserved': {
    title: 'the bundled server cannot answer the alias',
    severity: 'warning',
    why: 'It answers from its own zones and asks no other server, so an alias that leads out of its zone has nothing to stand for.',
    mend: 'Let the alias lead to a name of the same zone, or serve the zone from a provider that knows the target.',
  },
  'plan-policy-distance': {
    title: 'the bundled server does not know how far away its sets are',
    severity: 'warning',
    why: 'Latency and geoproximity need measurements or positions that only a network of servers has, so every set that is well counts the same.',
    mend: 'Use the policy "geolocation" or "ip", whose meaning is the same everywhere, or accept it.',
  },
  'plan-form-collision': {
    title: 'two RRsets of the zone file become one at the provider',
    severity: 'error',
    why: 'The provider holds an RRset in another form, an ALIAS as A and AAAA for example, and the zone file states an RRset of that name and type as well; only one of them can be there.',
    mend: 'Take one of the two out of the zone file.',
  },
  'plan-unmanaged': {
    title: 'something else manages the RRset at the provider',
    severity: 'warning',
    why: 'Records of a traffic policy, for example, are changed with that policy only; they are neither altered nor deleted.',
    mend: 'Take the record out of the zone file, or end what manages it at the provider.',
  },
  'plan-unowned': {
    title: 'nobody has the RRset, and it is another than the zone file states',
    severity: 'warning',
    why: 'With `ownership`, only what the registry says is the zone file’s is changed; what was there before may be in use by somebody who keeps no registry.',
    mend: 'Take it over with `ownership: { registry: txt, adopt: true }`, or state what the provider shows; what is the same is taken into ownership.',
  },
  'plan-conflict': {
    title: 'the zone file contradicts what is left alone at the provider',
    severity: 'error',
    why: 'A CNAME stands alone, and nothing is answered below a delegation or a DNAME. What the zone file ignores or others manage stays as it is, so one of the two would be lost, or the provider would refuse the change half-way.',
    mend: 'Change one of the two RRsets that the message names: in the zone file, or at the provider by whoever manages it.',
  },
  'plan-ttl-raised': {
    title: 'the TTL is below the least that the provider accepts',
    severity: 'warning',
    why: 'The provider would refuse or silently raise it, and each later plan would show a change that never lands.',
    mend: 'Write the TTL that is used, or a higher one.',
  },
  'plan-apex-ns-kept': {
    title: 'the apex NS at the provider are left as they are',
    severity: 'warning',
    why: 'A zone without apex NS is broken, and some providers set them themselves; they are neither deleted nor replaced.',
    mend: 'State the NS records of `@` that the provider shows.',
  },
  'plan-soa-kept': {
    title: 'the SOA at the provider is left as it is',
    severity: 'warning',
    why: 'The provider keeps the SOA itself and takes no change of it.',
    mend: 'Take `soa` out of the zone file, or state what the provider shows.',
  },
  'plan-file-invalid': {
    title: 'a plan file cannot be used',
    severity: 'error',
    why: 'A plan file is applied exactly as it was reviewed; one that was edited, cut short or written by another version may say something else.',
    mend: 'Make a new one with `dnsctl plan --out FILE`.',
  },
})
