import { expect, test } from 'vitest'
import { completeLine } from '../../../src/cli/console/complete-line.ts'
import { consoleCommands } from '../../../src/cli/console/console-commands.ts'
import { server, siteOf } from './asked.ts'

const { site } = siteOf({
  servers: [server('first'), server('second'), server('my server')],
  pools: [{ name: '' }, { name: 'b' }],
  rules: [{ id: 'r1' }],
  blocks: [{ subject: '192.0.2.0/24' }],
  sets: [{ name: 'suspects' }],
})
const words = (line: string): string[] => line.split(',').map(word => `${word} `)

test.each<[string, string[], string]>([
  ['se', ['set '], 'se'],
  ['hel', ['help '], 'hel'],
  ['show ser', ['servers '], 'ser'],
  ['show ', words('servers,rules,pools,cache,blocks,sets,binds,acl,version,uptime,counters,changes'), ''],
  ['help set ', words('server,add,remove'), ''],
  ['set server ', words("first,second,'my server'"), ''],
  ['set server s', ['second '], 's'],
  ['set server second d', words('down,drain'), 'd'],
  ['flush ', words('pool,name,suffix,type,stale'), ''],
  ['flush pool ', words("'',b"), ''],
  ['flush pool b stale ', words('name,suffix,type'), ''],
  ['flush name ', [], ''],
  ['rules remove ', ['r1 '], ''],
  ['unblock 1', ['192.0.2.0/24 '], '1'],
  ['set add s', ['suspects '], 's'],
  ['top cl', ['clients '], 'cl'],
  ['config save f ', ['replace '], ''],
  ['grepq a ', [], ''],
  ['nothing like that ', [], ''],
  [`block 'a b`, [], 'a b'],
])('%j', async (line, found, last) => {
  expect(await completeLine(line, site.ask)).toEqual([found, last])
})

test('an empty line could become any command', async () => {
  const [found] = await completeLine('', site.ask)
  const firsts = new Set(consoleCommands.map(({ name }) => `${name.split(' ')[0]} `))
  expect(new Set(found)).toEqual(new Set([...firsts, 'help ', 'quit ']))
})

test('a proxy that does not answer leaves names unknown', async () => {
  const ask = async () => {
    throw new Error('away')
  }
  expect(await completeLine('set server ', ask)).toEqual([[], ''])
})
