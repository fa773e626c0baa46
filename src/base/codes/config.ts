// Codes for dnsctl.yaml.
import { defineCodes } from './define.ts'

export const configCodes = defineCodes({
  'config-syntax': {
    title: 'dnsctl.yaml is not valid YAML',
    severity: 'error',
    why: 'Nothing can be read from a file whose structure is broken; guessing could plan against the wrong provider.',
    mend: 'Correct the line that the message names; an editor with YAML support shows it too.',
  },
  'config-setting-unknown': {
    title: 'there is no such setting',
    severity: 'error',
    why: 'A misspelt setting would silently keep its default, for example a safety limit.',
    mend: 'Correct the name (the message offers the nearest one), or see docs/configuration.md.',
  },
  'config-setting-missing': {
    title: 'a setting is missing',
    severity: 'error',
    why: 'The setting has no default that would be right for everyone.',
    mend: 'Add the setting; docs/configuration.md has an example.',
  },
  'config-setting-invalid': {
    title: 'a setting has a value that it cannot have',
    severity: 'error',
    why: 'The value is of the wrong kind or out of range.',
    mend: 'Use a value of the kind that the message names.',
  },
  'config-environment-missing': {
    title: 'an environment variable is not set',
    severity: 'error',
    why: '`${env:NAME}` stands for the variable NAME; an empty text in its place could be a wrong credential or path.',
    mend: 'Set the variable, or write the value itself.',
  },
  'config-provider-unknown': {
    title: 'zones name a provider that is not configured',
    severity: 'error',
    why: 'Each name under `zones: … providers:` is a key under `providers:`.',
    mend: 'Correct the name, or add the provider.',
  },
  'config-provider-unclear': {
    title: 'zones do not say which provider they belong to',
    severity: 'error',
    why: 'With several providers configured, sending zones to all of them or to the first would be a guess.',
    mend: 'Add `providers: [NAME]` to the entry under `zones:`.',
  },
  'config-files-empty': {
    title: 'a pattern of zone files matches nothing',
    severity: 'warning',
    why: 'A moved folder or a misspelt pattern takes its zones out of every plan.',
    mend: 'Correct the pattern; it is relative to the folder of dnsctl.yaml, `*` stays within a folder, `**` does not.',
  },
})
