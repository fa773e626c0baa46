// Codes for providers, the store and applying plans.
import { defineCodes } from './define.ts'

export const providerCodes = defineCodes({
  'zone-missing': {
    title: 'the provider does not hold the zone',
    severity: 'error',
    why: 'A zone is created by applying a plan that creates it; reading never creates one.',
    mend: 'Check the name with `dnsctl zones list`, or create the zone with `dnsctl apply`.',
  },
  'zone-locked': {
    title: 'somebody else is changing the zone',
    severity: 'error',
    why: 'Two applies at once would each overwrite what the other has checked, so a zone has one lock.',
    mend: 'Wait until the holder that the message names is done. A lock whose process has ended is taken over by itself.',
  },
  'plan-stale': {
    title: 'the zone is not what the plan saw',
    severity: 'error',
    why: 'Each RRset is compared with its image in the plan before anything is written. One that has moved since would be overwritten unseen, so nothing of the zone is written.',
    mend: 'Make a new plan, look at it, and apply that.',
  },
  'plan-refused': {
    title: 'a safety rule refuses the plan',
    severity: 'error',
    why: 'The plan deletes or changes more of a zone than its thresholds allow, or touches something protected.',
    mend: 'Check that the zone file is whole. If the change is meant, apply it with --force.',
  },
  'plan-unconfirmed': {
    title: 'nobody agreed to the plan',
    severity: 'error',
    why: 'Applying asks first, and there was no terminal to ask on, or the answer was no.',
    mend: 'Use --yes where nobody can answer, as in CI.',
  },
  'provider-unknown': {
    title: 'no such provider',
    severity: 'error',
    why: 'A provider is named under `providers:` in dnsctl.yaml, and its type is a built-in one or an installed package.',
    mend: 'Correct the name or the type; `npm install` the package if it is one.',
  },
  'store-missing': {
    title: 'there is no store at the path',
    severity: 'error',
    why: 'The first apply creates the store; reading never does, so that a wrong path shows.',
    mend: 'Check the path, or run `dnsctl apply` first.',
  },
  'store-unusable': {
    title: 'the store cannot be opened',
    severity: 'error',
    why: 'The folder cannot be written, the disk is full, or a newer dnsctl has made the store.',
    mend: 'Check the permissions of the folder and the version of dnsctl.',
  },
  'reload-failed': {
    title: 'the server’s reload command failed',
    severity: 'warning',
    why: 'The zone file is written, but the server was not told, or has refused it.',
    mend: 'Run the command by hand, and look at the server’s log.',
  },
})
