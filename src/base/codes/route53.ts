// Codes for the provider route53: what AWS refuses, and what keeps it from answering.
import { defineCodes } from './define.ts'

export const route53Codes = defineCodes({
  'route53-denied': {
    title: 'AWS denies the request',
    severity: 'error',
    why: 'The policies of the user or role that asks do not allow the action that the message names, or one of them forbids it. Asking again would not help, so nothing is.',
    mend: 'Allow the action in the IAM policy; docs/route53.md has the least one that everything works with. `aws sts get-caller-identity` tells who is asking.',
  },
  'route53-credentials': {
    title: 'there are no credentials for AWS, or they do not hold',
    severity: 'error',
    why: 'Requests are signed with the credentials that the AWS SDK finds: environment variables, the profile, single sign-on, a container’s or an instance’s role. None were found, they have expired, or AWS does not know them.',
    mend: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a `profile`, or log in again with `aws sso login`. If they are right, check the clock of this machine.',
  },
  'route53-unreachable': {
    title: 'Route 53 does not answer',
    severity: 'error',
    why: 'The server could not be found or reached, was lost before it answered, or failed each time. The request was sent again with growing waits, and then given up.',
    mend: 'Check the network, the proxy, and `endpoint` and `region` in dnsctl.yaml. What was being changed may be in place: plan again.',
  },
  'route53-throttled': {
    title: 'Route 53 goes on asking for fewer requests',
    severity: 'error',
    why: 'An account has five requests a second, which all who use it share. The request was sent again with growing waits for minutes, and refused each time.',
    mend: 'Find out what else uses the account’s API (CloudTrail tells), lower `requests_per_second`, or try later.',
  },
  'route53-refused': {
    title: 'Route 53 refuses the request',
    severity: 'error',
    why: 'The API has rules and limits of its own, and the request broke one; the message has its words.',
    mend: 'Change what the message names.',
  },
  'route53-zone-unclear': {
    title: 'several hosted zones have the name',
    severity: 'error',
    why: 'Route 53 allows public and private hosted zones of one name, and even several of a kind. Choosing one by guessing could change the wrong one.',
    mend: 'Name the one that is meant under `zone_ids` of the provider, or choose with `visibility`, `vpcs` or `tags`.',
  },
  'route53-zone-held': {
    title: 'the hosted zone cannot be deleted yet',
    severity: 'error',
    why: 'A zone that is signed, or that has records of a traffic policy, belongs to more than its records: to take it away would break what depends on it.',
    mend: 'Take the DS record out of the parent zone, wait for its TTL, then disable signing; delete traffic policy records with their policy.',
  },
  'route53-listing-moved': {
    title: 'the zone changed while it was read',
    severity: 'error',
    why: 'A list of records that comes in pages repeated itself or went back, so that what was read may not be what the zone holds.',
    mend: 'Run the command again once nobody else changes the zone.',
  },
  'route53-setting': {
    title: 'settings of the provider do not go together',
    severity: 'error',
    why: 'A private hosted zone exists for VPCs and in no delegation set; a public one has no VPCs.',
    mend: 'Correct the settings that the message names.',
  },
  'route53-name-too-large': {
    title: 'the changes of one name do not fit into a request',
    severity: 'error',
    why: 'Only a single request is all or nothing, so the changes of one name are never split; and a request takes 1,000 values, 32,000 characters and 1,000 changes, less the few that the zone’s lock needs; an update counts what it takes away too.',
    mend: 'Change the name in several steps: some of its types or values first, then the others.',
  },
  'route53-not-in-sync': {
    title: 'not all servers of Route 53 have the change yet',
    severity: 'warning',
    why: 'Route 53 has taken the change and is bringing it to its servers, which has taken longer than `sync_timeout`, or could not be asked for. Health checks that are no longer needed are left, as some servers may still ask them.',
    mend: 'Nothing, usually: it comes about by itself within minutes.',
  },
  'route53-left-over': {
    title: 'a health check that is no longer needed is still there',
    severity: 'warning',
    why: 'What records no longer refer to is deleted once the change is in place, and that failed. It changes no answer, but costs money.',
    mend: 'Delete the health check that the message names.',
  },
  'route53-alias-unclear': {
    title: 'an alias leads where Route 53 has none',
    severity: 'warning',
    why: 'An alias of Route 53 leads to a service of AWS, which dnsctl knows by its name, or to records of its own type in the same zone. An ALIAS becomes an alias of type A and one of type AAAA, as far as its target has such addresses.',
    mend: 'Use a CNAME below the apex, give the addresses themselves, or write the alias as type A with `hosted_zone` where the service has one that its name does not tell.',
  },
  'route53-alias-unsupported': {
    title: 'Route 53 has no such alias',
    severity: 'warning',
    why: 'An alias is of its target’s own type: services of AWS have addresses and no other records, NS and SOA have no aliases, sets of a multivalue policy have values, and private zones have no aliases of CloudFront.',
    mend: 'Change the type of the alias, or state values.',
  },
  'route53-record-unsupported': {
    title: 'Route 53 does not take the records',
    severity: 'warning',
    why: 'A value has at most 4,000 characters and an RRset 400 values, and a wildcard cannot have NS records. A batch with such an RRset would be refused whole.',
    mend: 'Shorten what the message names, or keep the record for other providers only.',
  },
  'route53-policy-unsupported': {
    title: 'Route 53 does not take the routing policy',
    severity: 'warning',
    why: 'Policies are for all types but DS, NS and SOA, have up to 100 sets, and choose by regions, places and networks that Route 53 has: networks of at most /24 or, of IPv6, /48. A batch with another would be refused whole.',
    mend: 'Change the set that the message names.',
  },
  'route53-health-unsupported': {
    title: 'Route 53 cannot run the health check',
    severity: 'warning',
    why: 'Host, path and the text that is looked for have at most 255 characters each, a TCP check has a port, and a calculated one sums up at most 255 others.',
    mend: 'Change the health check that the message names.',
  },
  'route53-altered': {
    title: 'Route 53 holds the record otherwise than stated',
    severity: 'warning',
    why: 'Health checks run every 10 or 30 seconds, with one threshold for both directions and a timeout of their own; weighted sets have one TTL; CloudFront has no health that an alias could take over. The nearest that there is gets used.',
    mend: 'State what the message names; then all providers do the same.',
  },
})
