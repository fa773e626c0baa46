// Codes for applying: plan files, leases, the journal, proof, confirmation.
import { defineCodes } from './define.ts'

export const applyCodes = defineCodes({
  'plan-tampered': {
    title: 'a plan file was altered after it was made',
    severity: 'error',
    why: 'A plan file holds a digest over all of it, so that what is applied is what was reviewed.',
    mend: 'Make a new plan with `dnsctl plan --out FILE`, look at it, and apply that.',
  },
  'plan-expired': {
    title: 'a plan file is too old',
    severity: 'error',
    why: 'What was right when it was reviewed need not be right now; a plan says until when it may be applied.',
    mend: 'Make a new plan; `--max-age` says how long it holds.',
  },
  'plan-foreign': {
    title: 'a plan file was made elsewhere',
    severity: 'error',
    why: 'A plan made with other settings, or by another version of dnsctl, may mean other zones, other providers or other limits.',
    mend: 'Make a new plan here, with the dnsctl and the dnsctl.yaml that apply it.',
  },
  'plan-signature': {
    title: 'a plan file is not signed by whom it has to be',
    severity: 'error',
    why: 'With a key to verify by, only plans are applied that the holder of its private part has signed.',
    mend: 'Sign the plan with `dnsctl plan --out FILE --sign KEY`, or give the key that belongs to it.',
  },
  'plan-key': {
    title: 'a key for plan files cannot be used',
    severity: 'error',
    why: 'Plans are signed with Ed25519, whose keys are kept as PEM files.',
    mend: 'Make one with `openssl genpkey -algorithm ed25519 -out plan.key`, its public part with `openssl pkey -in plan.key -pubout -out plan.pub`.',
  },
  'lease-lost': {
    title: 'the lock of the zone was lost while it was changed',
    severity: 'error',
    why: 'A lock that is not renewed in time, because the process was stopped or the provider could not be reached, may be somebody else’s by now; whoever lost it writes nothing more.',
    mend: 'Finish what was begun with `dnsctl apply --resume`, or plan again.',
  },
  'lock-free': {
    title: 'nobody holds the lock',
    severity: 'error',
    why: 'There is nothing to take away.',
    mend: 'Check the name of the zone, and the provider.',
  },
  'run-unknown': {
    title: 'there is no such run in the history',
    severity: 'error',
    why: 'Runs are kept in the folder of state of the checkout that applied them, the last 1,000.',
    mend: 'Look it up with `dnsctl history`.',
  },
  'history-unusable': {
    title: 'the history cannot be read or written',
    severity: 'error',
    why: 'Before anything is changed, what is going to be changed is written down; where that is not possible, nothing is changed.',
    mend: 'Check the folder that `state` names in dnsctl.yaml, its permissions and the space on the disk.',
  },
  'history-damaged': {
    title: 'a part of the history cannot be read',
    severity: 'warning',
    why: 'A file of the folder of state was altered, or the disk has lost something; what is left is shown without it.',
    mend: 'Restore the folder from a copy, or remove the run’s folder from it.',
  },
  'run-pending': {
    title: 'an earlier change of the zone waits to be confirmed',
    severity: 'error',
    why: 'It is taken back unless it is confirmed in time, and what is changed on top of it would go with it.',
    mend: 'Confirm it with `dnsctl confirm`, or take it back with `dnsctl rollback`.',
  },
  'run-decided': {
    title: 'the run was confirmed or taken back already',
    severity: 'error',
    why: 'Confirming comes too late once the change is taken back, and is not needed twice.',
    mend: 'Look at it with `dnsctl show`.',
  },
  'run-unclear': {
    title: 'several runs wait to be confirmed',
    severity: 'error',
    why: 'Each may be taken back by itself, so it has to be clear which one stays.',
    mend: 'Name it: `dnsctl confirm ID`.',
  },
  'run-unfinished': {
    title: 'the run is still being applied',
    severity: 'error',
    why: 'What is confirmed stays, so nobody can confirm what has not happened yet.',
    mend: 'Wait until `dnsctl apply` says that it waits to be confirmed.',
  },
  'watcher-missing': {
    title: 'nothing would take the change back',
    severity: 'error',
    why: 'With --confirm-within and --canary a process of its own takes the change back if all else fails; without it, nothing is changed.',
    mend: 'Look at what the message says, and whether this system lets processes run on.',
  },
  'run-unconfirmed': {
    title: 'nobody has confirmed the change in time, so it was taken back',
    severity: 'warning',
    why: 'A change that was applied with --confirm-within stays only if somebody says that all is well.',
    mend: 'Apply it again, and run `dnsctl confirm` in time.',
  },
  'apply-interrupted': {
    title: 'an apply was ended before all of it was done',
    severity: 'error',
    why: 'Lowered TTLs take as long as the old ones to have an effect. Nothing is lost if the wait is ended: how far it came is written down.',
    mend: 'Go on with `dnsctl apply --resume`, or take back what was done with `dnsctl rollback`.',
  },
  'resume-moved': {
    title: 'what is left of an interrupted change can no longer be made',
    severity: 'error',
    why: 'An RRset is neither as it was nor as it was to be: somebody has changed it since the interruption, and it is not overwritten unseen.',
    mend: 'Plan again, look at the plan, and apply it.',
  },
  'rollback-conflict': {
    title: 'a later change is in the way of the rollback',
    severity: 'error',
    why: 'An RRset is not as the run left it, so taking the run back would also take back what came later.',
    mend: 'Roll back the later run first, or change the zone file.',
  },
  'rollback-unsuited': {
    title: 'the run cannot be rolled back',
    severity: 'error',
    why: 'Only what a run has changed can be taken back.',
    mend: 'Look at what it did with `dnsctl show`.',
  },
  'canary-failed': {
    title: 'the canary command failed, so the change was taken back',
    severity: 'error',
    why: 'The command that --canary names says whether all is well after a change; it ended with another code than 0, or not in time.',
    mend: 'Look at what it printed, and mend the change or the command.',
  },
  'proof-missing': {
    title: 'an authoritative server does not answer what was applied',
    severity: 'warning',
    why: 'Secondaries may lag, and servers may be stopped or not know the zone; until all answer the same, the change has not arrived everywhere.',
    mend: 'Look at the server that the table names, and run `dnsctl check` again.',
  },
  'servers-unnamed': {
    title: 'nobody is named who answers the zone',
    severity: 'error',
    why: 'The NS records of a zone need not lead to servers of what a provider of this kind holds: its store may be served elsewhere, or not at all.',
    mend: 'Give the servers with `--server`, or name them under `verify` of the provider in dnsctl.yaml.',
  },
  'proof-impossible': {
    title: 'there is no authoritative server to ask',
    severity: 'warning',
    why: 'The zone’s NS records name the servers that are asked, unless the provider’s `verify` does; none of them has an address.',
    mend: 'Name servers under `verify` of the provider in dnsctl.yaml.',
  },
})
