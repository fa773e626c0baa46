import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Event } from '../../src/base/io.ts'
import { openCheckout } from '../../src/operations/checkout.ts'
import type { Selection } from '../../src/operations/selection.ts'
import { type GitFolder, gitFolder } from './git-folder.ts'

let folder: GitFolder
const zone = (name: string, include = '') =>
  `zone: ${name}\nttl: 1h\n${include}records:\n  '@': { NS: ns1.example.net. }\n`

beforeEach(() => {
  folder = gitFolder()
  folder.put(
    'dnsctl.yaml',
    'providers: { one: { type: local, store: .dnsctl/one }, two: { type: local, store: .dnsctl/two } }\nzones:\n  - { files: zones/*.yaml, providers: [one] }\n  - { files: zones/example.org.yaml, providers: [two] }\n',
  )
  folder.put('zones/example.com.yaml', zone('example.com', 'include: [../shared/mail.yaml]\n'))
  folder.put('zones/example.org.yaml', zone('example.org'))
  folder.put('zones/example.net.yaml', zone('example.net'))
  folder.put('shared/mail.yaml', 'records:\n  mail: { A: 192.0.2.25 }\n')
  folder.commit()
})
afterEach(() => folder.remove())

async function selected(selection: Partial<Selection>, events: Event[] = []): Promise<string[]> {
  const checkout = await openCheckout(folder.path, undefined, event => void events.push(event))
  const { zones } = await checkout.openWorkspace({ zones: [], ...selection })
  return zones.map(({ loaded, providers }) => `${loaded.origin} ${providers}`)
}
const [com, net, org] = ['example.com. one', 'example.net. one', 'example.org. one,two']

describe('providers', () => {
  test.each<[string[], string[], string[]]>([
    [[], [], [com, net, org]],
    [['two'], [], ['example.org. two']],
    [['one', 'two'], ['example.org'], [org]],
    [['one'], ['example.org'], ['example.org. one']],
  ])('%j with %j', async (providers, zones, expected) => {
    expect(await selected({ providers, zones })).toEqual(expected)
  })

  test('one that is not configured is an error', async () => {
    await expect(selected({ providers: ['tow'] })).rejects.toThrow(
      'config-provider-unknown: there is no provider "tow"; did you mean "two"?',
    )
  })
})

describe('what has changed', () => {
  test('nothing selects nothing', async () => {
    expect(await selected({ changedSince: 'HEAD' })).toEqual([])
  })

  test('a zone file, or what it includes', async () => {
    folder.put('zones/example.org.yaml', `${zone('example.org')}  www: { A: 192.0.2.1 }\n`)
    expect(await selected({ changedSince: 'HEAD' })).toEqual([org])
    folder.put('shared/mail.yaml', 'records:\n  mail: { A: 192.0.2.26 }\n')
    expect(await selected({ changedSince: 'HEAD' })).toEqual([com, org])
    expect(await selected({ changedSince: 'HEAD', providers: ['two'] })).toEqual(['example.org. two'])
    expect(await selected({ changedSince: 'HEAD', zones: ['example.net', 'example.com'] })).toEqual([com])
    folder.commit()
    expect(await selected({ changedSince: 'HEAD' })).toEqual([])
    expect(await selected({ changedSince: 'HEAD~1' })).toEqual([com, org])
  })

  test('dnsctl.yaml selects all', async () => {
    folder.put('dnsctl.yaml', 'providers: { one: { type: local } }\n')
    expect(await selected({ changedSince: 'HEAD' })).toEqual([com, net, 'example.org. one'])
  })

  test('a zone file that is gone is told', async () => {
    rmSync(join(folder.path, 'zones/example.net.yaml'))
    rmSync(join(folder.path, 'shared/mail.yaml'))
    folder.put('zones/example.com.yaml', zone('example.com'))
    const events: Event[] = []
    expect(await selected({ changedSince: 'HEAD' }, events)).toEqual([com])
    expect(events).toEqual([
      {
        kind: 'note',
        text: 'zones/example.net.yaml is gone since HEAD; its zone stays at the providers until `dnsctl zones delete`',
      },
    ])
  })
})
