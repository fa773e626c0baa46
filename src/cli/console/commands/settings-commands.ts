// What the console does to rules and settings.
import { parse } from 'yaml'
import { fault } from '../../../base/errors.ts'
import { chains } from '../../../proxy/control.ts'
import { printable } from '../../printable.ts'
import { choice, flag, integer, optional, text } from '../argument.ts'
import { defineCommand } from '../define-command.ts'
import { printableLines } from '../text-table.ts'

const addRule = defineCommand({
  name: 'rules add',
  summary:
    'Adds a rule to a chain while the proxy runs. Reading the settings anew takes it away; `config save` keeps it.',
  args: {
    chain: choice('CHAIN', chains, 'the chain'),
    rule: text('RULE', 'the rule in YAML, as settings have it, in quotes'),
    at: optional(
      integer('PLACE', 'before the rule that is there now, counted from 0; at the end', 0),
      undefined,
    ),
  },
  examples: [
    "rules add query_rules '{ selector: { type: QNameSuffix, suffixes: [example.com] }, action: { type: Drop } }' 0",
  ],
  run: ({ ask }, { chain, rule, at }) =>
    ask('addRule', { chain, rule: readRule(rule), ...(at !== undefined && { at }) }),
  text: ({ id }) => `added as ${printable(id)}`,
})

function readRule(yaml: string): unknown {
  try {
    return parse(yaml)
  } catch (error) {
    const [first] = (error as Error).message.split('\n')
    throw fault('usage-invalid', `RULE is no YAML: ${first}`, undefined, { cause: error })
  }
}

const removeRule = defineCommand({
  name: 'rules remove',
  summary: 'Removes a rule while the proxy runs.',
  args: { id: text('ID', 'its id, as `show rules` has it', 'rules') },
  run: async ({ ask }, given) => {
    await ask('removeRule', given)
    return given
  },
  text: ({ id }) => `removed ${printable(id)}`,
})

const moveRule = defineCommand({
  name: 'rules move',
  summary: 'Puts a rule elsewhere in its chain.',
  args: {
    id: text('ID', 'its id, as `show rules` has it', 'rules'),
    to: integer('PLACE', 'where it is afterwards, counted from 0', 0),
  },
  run: async ({ ask }, given) => {
    await ask('moveRule', given)
    return given
  },
  text: ({ id, to }) => `moved ${printable(id)} to ${to}`,
})

const reload = defineCommand({
  name: 'reload',
  summary: 'Reads the settings anew, or says why those before stay in force.',
  run: ({ ask }) => ask('reload'),
  text: ({ warnings }) =>
    [
      ...warnings.map(({ severity, message }) => printable(`${severity}: ${message}`)),
      'the settings were read anew, and are in force',
    ].join('\n'),
})

const config = defineCommand({
  name: 'config show',
  summary: 'The settings in force as YAML, with what was changed while the proxy ran.',
  args: { showsSecrets: flag('secrets', 'keys and passwords too') },
  run: async ({ ask }, given) => ({ yaml: await ask('configuration', given) }),
  text: ({ yaml }) => printableLines(yaml),
})

const save = defineCommand({
  name: 'config save',
  summary: 'Writes the settings in force into a file, with secrets; only you can read a new one.',
  args: {
    file: text('FILE', 'the file, on the machine of the console'),
    mayReplace: flag('replace', 'the file may be there already'),
  },
  run: async ({ ask, save: write }, { file, mayReplace }) => {
    await write(file, await ask('configuration', { showsSecrets: true }), mayReplace)
    return { file }
  },
  text: ({ file }) => `wrote ${printable(file)}`,
})

const delta = defineCommand({
  name: 'delta',
  summary: 'What differs between the settings as they were read last and what is in force.',
  run: async ({ ask }) => ({ diff: await ask('delta') }),
  text: ({ diff }, colors) =>
    diff === ''
      ? 'nothing differs from the settings that were read'
      : printableLines(diff)
          .split('\n')
          .map(line =>
            line.startsWith('+') ? colors.green(line) : line.startsWith('-') ? colors.red(line) : line,
          )
          .join('\n'),
})

export const settingsCommands = [addRule, removeRule, moveRule, reload, config, save, delta]
