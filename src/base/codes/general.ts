// Codes for files, usage and faults of our own.
import { defineCodes } from './define.ts'

export const generalCodes = defineCodes({
  'file-unreadable': {
    title: 'a file cannot be read',
    severity: 'error',
    why: 'The file is missing, is a directory, or its permissions forbid reading it.',
    mend: 'Check the path (it is relative to the working directory) and the permissions.',
  },
  'file-unwritable': {
    title: 'a file cannot be written',
    severity: 'error',
    why: 'The new file is written beside the old one and takes its place, so the folder must be writable. The old file is whole.',
    mend: 'Check the permissions and the free space of the folder.',
  },
  'usage-invalid': {
    title: 'the command was used in a way that cannot work',
    severity: 'error',
    why: 'Two options contradict each other, or an argument names something that is not there.',
    mend: 'See `dnsctl COMMAND --help`.',
  },
  'internal-fault': {
    title: 'a fault in dnsctl',
    severity: 'error',
    why: 'Something happened that the program holds to be impossible.',
    mend: 'Please report it with the output of the same command and DNSCTL_DEBUG=1.',
  },
})
