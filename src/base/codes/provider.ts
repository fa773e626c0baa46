// Codes for providers, the store and applying plans.
import { defineCodes } from './define.ts'

export const providerCodes = defineCodes({
  'zone-missing': {
    title: 'the provider does not hold the zone',
    severity: 'error',
    why: 'A zone is created by applying a plan that creates it; reading never creates one.',
    mend: 'Check the name with `dnsctl zones list`, or create the zone with `dnsctl apply` or `dnsctl zones create`.',
  },
  'zone-exists': {
    title: 'the provider holds the zone already',
    severity: 'error',
    why: 'A zone that is there may belong to somebody else; to create it again would hide that, or make a second one of its name.',
    mend: 'Look at it with `dnsctl zones show`; a zone that is there is changed with `dnsctl apply`.',
  },
  'zone-stated': {
    title: 'a zone file still states the zone that is to be deleted',
    severity: 'error',
    why: 'The next apply would create the zone again, perhaps with other name servers; more likely the name is the wrong one.',
    mend: 'Remove the zone file, or the provider from its entry under `zones:`, first. If the zone is to be made anew, use --force.',
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
    mend: 'Check that the zone file is whole. If the change is meant, lift the guard that the message names: `--force=deletes`.',
  },
  'plan-unconfirmed': {
    title: 'nobody agreed to the change',
    severity: 'error',
    why: 'Applying a plan and deleting a zone ask first, and there was no terminal to ask on, or the answer was no.',
    mend: 'Use --yes where nobody can answer, as in CI.',
  },
  'apply-partial': {
    title: 'part of a change set is in place, and the rest is not',
    severity: 'error',
    why: 'The provider takes a large change set in several requests, and one of them failed. What landed before it stays, as undoing it could fail too.',
    mend: 'Mend what the message names, then plan and apply again: the new plan has what is missing. No RRset is half changed.',
  },
  'provider-unclear': {
    title: 'several providers could be meant',
    severity: 'error',
    why: 'A zone is created or deleted at one provider, and none is chosen by guessing.',
    mend: 'Name the provider with --provider.',
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
    why: 'The zone file is written or removed, but the server was not told, or has refused it.',
    mend: 'Run the command by hand, and look at the server’s log.',
  },
})
