import { expect, test } from 'vitest'
import { startDiff } from '../../src/plan/diff.ts'
import { rrsetMatcher } from '../../src/plan/pattern.ts'
import { capable, origin, rrset, zoneOf } from './rrsets.ts'

/** What contradicts what is left alone: the names of `held` that `ignore` matches. */
function conflicts(
  wanted: readonly string[],
  held: readonly string[],
  ignore = ['alone', '**.alone'],
): string[] {
  const diff = startDiff({
    wanted: zoneOf(wanted),
    capabilities: { ...capable, virtualTypes: ['ALIAS'] },
    ignore: rrsetMatcher(ignore, origin),
  })
  for (const line of held) diff.meet(rrset(line))
  const { problems } = diff.finish()
  expect(problems.filter(({ code }) => code !== 'plan-conflict')).toEqual([])
  return problems.map(({ message }) => message.replaceAll('.example.com.', ''))
}

const a = '60 A 192.0.2.1'
const by = 'which the provider holds and the pattern "alone" ignores'
const types = (type: string): string[] => [`alone/${type}`]

test.each<[string, string[], string[], string[] | undefined, string[]]>([
  ['nothing in common', [`www ${a}`], [`alone ${a}`], undefined, []],
  [
    'a CNAME beside other data',
    ['alone 60 CNAME www'],
    ['alone 60 TXT "x"'],
    types('TXT'),
    [
      'alone CNAME cannot stand beside alone TXT, which the provider holds and the pattern "alone/TXT" ignores',
    ],
  ],
  [
    'other data beside a CNAME',
    ['alone 60 TXT "x"'],
    ['alone 60 CNAME www'],
    types('CNAME'),
    [
      'alone TXT cannot stand beside alone CNAME, which the provider holds and the pattern "alone/CNAME" ignores',
    ],
  ],
  [
    'an ALIAS beside an address',
    ['alone 60 ALIAS www'],
    [`alone ${a}`],
    types('A'),
    ['alone ALIAS cannot stand beside alone A, which the provider holds and the pattern "alone/A" ignores'],
  ],
  ['other data beside other data', ['alone 60 TXT "x"'], [`alone ${a}`], types('A'), []],
  [
    'data below a delegation',
    ['www.alone 60 TXT "x"'],
    ['alone 60 NS ns.example.net.'],
    ['alone'],
    [`www.alone TXT would be hidden by alone NS, ${by}`],
  ],
  [
    'data at a delegation',
    ['alone 60 MX 1 www'],
    ['alone 60 NS ns.example.net.'],
    types('NS'),
    ['alone MX would be hidden by alone NS, which the provider holds and the pattern "alone/NS" ignores'],
  ],
  ['glue below a delegation', [`ns.alone ${a}`], ['alone 60 NS ns.alone'], ['alone'], []],
  [
    'glue of another delegation',
    [`ns.alone ${a}`, 'sub 60 NS ns.alone'],
    ['alone 60 NS ns2.alone'],
    ['alone'],
    [],
  ],
  [
    'DS of a delegation',
    ['alone 60 DS 1 13 2 49fd46e6c4b45c55d4ac69cbd3cd34ac1afe51de71b5b1e93f3d4c2a4f2a6c1b'],
    ['alone 60 NS ns.example.net.'],
    types('NS'),
    [],
  ],
  [
    'a delegation above data',
    ['sub 60 NS ns.example.net.'],
    ['x.alone.sub 60 TXT "x"', 'alone.sub 60 TXT "x"'],
    ['**.alone.sub'],
    [
      'sub NS would hide x.alone.sub TXT, which the provider holds and the pattern "**.alone.sub" ignores',
      'sub NS would hide alone.sub TXT, which the provider holds and the pattern "**.alone.sub" ignores',
    ],
  ],
  ['a delegation above its glue', ['alone 60 NS ns.alone'], [`ns.alone ${a}`], ['ns.alone'], []],
  [
    'a DNAME above data',
    ['alone 60 DNAME example.net.'],
    ['x.alone 60 TXT "x"'],
    ['*.alone'],
    ['alone DNAME would hide x.alone TXT, which the provider holds and the pattern "*.alone" ignores'],
  ],
  ['data at a DNAME', ['alone 60 TXT "x"'], ['alone 60 DNAME example.net.'], types('DNAME'), []],
  [
    'data below a DNAME',
    [`x.alone ${a}`],
    ['alone 60 DNAME example.net.'],
    ['alone'],
    [`x.alone A would be hidden by alone DNAME, ${by}`],
  ],
  ['both left alone', [], ['alone 60 NS ns.example.net.', 'x.alone 60 TXT "x"'], undefined, []],
])('%s', (_title, wanted, held, ignore, expected) => {
  expect(conflicts(wanted, held, ignore)).toEqual(expected)
  expect(conflicts(wanted, [...held].reverse(), ignore).sort()).toEqual([...expected].sort())
})

test('what belongs to others is named with them', () => {
  const diff = startDiff({
    wanted: zoneOf(['sub 60 NS ns.example.net.']),
    capabilities: capable,
    ignore: () => undefined,
    placeOf: () => ({ file: 'zones/example.com.yaml', line: 4, column: 3 }),
  })
  diff.meet({ ...rrset(`x.sub ${a}`), managedBy: 'traffic policy instance 7' })
  expect(diff.finish().problems).toMatchObject([
    {
      code: 'plan-conflict',
      severity: 'error',
      message:
        'sub.example.com. NS would hide x.sub.example.com. A, which the provider holds and which belongs to traffic policy instance 7',
      place: { line: 4 },
    },
  ])
})

test('what is left out contradicts nothing', () => {
  const diff = startDiff({
    wanted: zoneOf(['www 60 CNAME web']),
    capabilities: capable,
    ignore: () => undefined,
  })
  diff.meet({ ...rrset(`www ${a}`), managedBy: 'traffic policy instance 7' })
  expect(diff.finish().problems.map(({ code }) => code)).toEqual(['plan-unmanaged'])
})
