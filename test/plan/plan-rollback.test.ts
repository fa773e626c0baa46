import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/plan/plan.ts'
import { planZoneRollback, type ZoneRun } from '../../src/plan/plan-rollback.ts'
import { origin, pagesOf, rrset } from './rrsets.ts'

const soa = '@ 3600 SOA ns1 hostmaster 7 2 3 4 5'
const ns = '@ 3600 NS ns1'
const limits = {
  maxDeletePercent: 100,
  maxUpdatePercent: 100,
  minChanges: 1,
  protect: () => undefined,
  access: [],
}

/** `+ www 300 A 192.0.2.1`, `- …`, or `~ before => after` */
function change(line: string): Change {
  const [before, after] = line.slice(2).split(' => ').map(rrset)
  const key = { owner: before!.owner, type: before!.type }
  if (line.startsWith('+')) return { action: 'create', ...key, after: before! }
  if (line.startsWith('-')) return { action: 'delete', ...key, before: before! }
  return { action: 'update', ...key, before: before!, after: after! }
}

const run = (changes: readonly string[], more: Partial<ZoneRun> = {}): ZoneRun => ({
  zone: origin,
  provider: 'local',
  createdZone: false,
  deletedZone: false,
  serial: 'increment',
  changes: changes.map(change),
  ...more,
})

const planned = async (of: ZoneRun, held: readonly string[] | undefined) => {
  const { changes, createsZone, deletesZone } = await planZoneRollback(
    of,
    held && pagesOf(held.map(rrset)),
    limits,
  )
  return { changes, createsZone, ...(deletesZone && { deletesZone }) }
}

const created = { createdZone: true }
const deleted = { deletedZone: true }
const ran = ['+ new 300 A 192.0.2.1', '~ www 300 A 192.0.2.1 => www 60 A 192.0.2.2', '- old 300 TXT "a"']
const left = [soa, ns, 'new 300 A 192.0.2.1', 'www 60 A 192.0.2.2', 'other 60 A 192.0.2.9']
const undo = ['- new 300 A 192.0.2.1', '+ old 300 TXT "a"', '~ www 60 A 192.0.2.2 => www 300 A 192.0.2.1']

describe('a rollback of a zone', () => {
  it.each<[string, ZoneRun, string[] | undefined, string[], object]>([
    ['changes back what is as the run left it', run(ran), left, undo, {}],
    [
      'leaves what is as before already',
      run(ran),
      [soa, ns, 'www 60 A 192.0.2.2', 'old 300 TXT "a"'],
      [undo[2]!],
      {},
    ],
    [
      'has nothing to do where all is as before',
      run(ran),
      [soa, 'www 300 A 192.0.2.1', 'old 300 TXT "a"'],
      [],
      {},
    ],
    [
      'takes the first step back where the run was interrupted after it',
      run(['~ www 300 A 192.0.2.1 => www 300 A 192.0.2.2', '- old 300 TXT "a"'], {
        onTheWay: ['~ www 300 A 192.0.2.1 => www 60 A 192.0.2.1', '~ old 300 TXT "a" => old 60 TXT "a"'].map(
          change,
        ),
      }),
      [soa, ns, 'www 60 A 192.0.2.1', 'old 60 TXT "a"'],
      ['~ old 60 TXT "a" => old 300 TXT "a"', '~ www 60 A 192.0.2.1 => www 300 A 192.0.2.1'],
      {},
    ],
    [
      'minds no serial',
      run(['~ @ 3600 SOA ns1 hostmaster 1 2 3 4 5 => @ 3600 SOA ns2 hostmaster 1 2 3 4 5']),
      ['@ 3600 SOA ns2 hostmaster 9 2 3 4 5'],
      ['~ @ 3600 SOA ns2 hostmaster 9 2 3 4 5 => @ 3600 SOA ns1 hostmaster 1 2 3 4 5'],
      {},
    ],
    [
      'deletes a zone that the run has created, with what it put there',
      run(['+ www 300 A 192.0.2.1', '+ mail 300 A 192.0.2.1'], created),
      [soa, ns, 'www 300 A 192.0.2.1'],
      ['- www 300 A 192.0.2.1'],
      { deletesZone: true },
    ],
    [
      'has nothing to do where a created zone has gone',
      run(['+ www 300 A 192.0.2.1'], created),
      undefined,
      [],
      {},
    ],
    [
      'creates a zone again that the run has deleted',
      run([`- ${ns}`, '- www 300 A 192.0.2.1'], deleted),
      undefined,
      [`+ ${ns}`, '+ www 300 A 192.0.2.1'],
      { createsZone: true },
    ],
    [
      'has nothing to do where a deleted zone is there again as it was',
      run(['- www 300 A 192.0.2.1'], deleted),
      [soa, 'www 300 A 192.0.2.1'],
      [],
      {},
    ],
  ])('%s', async (_, of, held, changes, more) => {
    expect(await planned(of, held)).toEqual({ changes: changes.map(change), createsZone: false, ...more })
  })

  it.each<[string, ZoneRun, string[] | undefined, string[]]>([
    [
      'what somebody has changed since',
      run(ran),
      [...left.filter(line => !/^(www|new)/.test(line)), 'www 60 A 192.0.2.3', 'old 60 TXT "b"'],
      [
        'old.example.com. TXT: the run left nothing, the zone has "60 "b""',
        'www.example.com. A: the run left "60 192.0.2.2", the zone has "60 192.0.2.3"',
      ],
    ],
    [
      'what came beside a CNAME that would come back',
      run(['- a 300 CNAME b']),
      [soa, 'a 300 TXT "x"'],
      ['a.example.com. CNAME cannot come back beside TXT "300 "x""'],
    ],
    ['a zone that has gone', run(ran), undefined, ['example.com. has gone since']],
    [
      'what a created zone holds by now',
      run(['+ www 300 A 192.0.2.1'], created),
      [soa, ns, 'www 300 A 192.0.2.2', 'b 60 A 192.0.2.1'],
      [
        'b.example.com. A: the run left nothing, the zone has "60 192.0.2.1"',
        'www.example.com. A: the run left "300 192.0.2.1", the zone has "300 192.0.2.2"',
      ],
    ],
    [
      'a deleted zone that holds something else by now',
      run(['- www 300 A 192.0.2.1'], deleted),
      [soa, 'www 300 A 192.0.2.2'],
      ['www.example.com. A: the run left nothing, the zone has "300 192.0.2.2"'],
    ],
  ])('refuses %s', async (_, of, held, messages) => {
    const error = await planned(of, held).catch((found: unknown) => found)
    const { problems } = error as { problems: { code: string; message: string }[] }
    expect(problems.map(({ message }) => message).sort()).toEqual(messages)
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['rollback-conflict']))
  })

  it('refuses what something else manages by now', async () => {
    const held = { ...rrset('www 60 A 192.0.2.2'), managedBy: 'traffic policy instance 1' }
    const plan = planZoneRollback(run([ran[1]!]), pagesOf([held]), limits)
    await expect(plan).rejects.toThrow(/www.example.com. A belongs to traffic policy instance 1 by now/)
  })

  it('is held back by guards as any plan', async () => {
    const plan = await planZoneRollback(
      run(['+ www 300 A 192.0.2.1'], created),
      pagesOf([rrset(soa), rrset('www 300 A 192.0.2.1')]),
      limits,
    )
    expect(plan).toMatchObject({ existing: 2, cachedFor: 300, safety: [{ guard: 'empty' }] })
  })
})
