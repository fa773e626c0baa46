// One run of the history for people: its head, and for each zone what it changed and the steps it took.
import { type Problem, problemText } from '../../base/errors.ts'
import { secondsText } from '../../dns/ttl.ts'
import type { JournalRecord, Stage } from '../../history/run.ts'
import type { ShownRun } from '../../operations/history/show-run.ts'
import type { Colors } from '../colors.ts'
import { printable } from '../printable.ts'
import { columns } from './columns.ts'
import { countText } from './count-text.ts'
import { changeTextLines } from './plan-text.ts'
import { statusText, timeText, whatText } from './run-texts.ts'

/** Prints the run. */
export function runText(run: ShownRun, colors: Colors): string {
  const zones = run.zones.map(zone => zoneLines(zone, colors).join('\n'))
  return [`${colors.bold(`Run ${run.id}`)}\n${headText(run)}`, ...zones].join('\n\n')
}

function headText(run: ShownRun): string {
  const { by, actor, commit, plan, tool } = run
  return columns([
    ['  what', whatText(run)],
    ['  began', `${timeText(run.began)} UTC`],
    [
      '  by',
      printable(`${actor === undefined ? '' : `${actor}, as `}${by.user}@${by.host}, process ${by.pid}`),
    ],
    ['  plan', plan],
    ...(commit === undefined ? [] : [['  commit', commit]]),
    ['  tool', tool],
    ['  status', statusText(run)],
  ])
}

function zoneLines(
  { zone, provider, status, stages, steps }: ShownRun['zones'][number],
  colors: Colors,
): string[] {
  return [
    colors.bold(`${zone} at ${provider}: ${status}`),
    ...stages.flatMap((stage, i) => stageLines(stage, i, stages.length, colors)),
    ...steps.map(
      step => `  ${colors.dim(step.at.slice(0, 23).replace('T', ' '))}  ${stepText(step, stages.length)}`,
    ),
    ...problemsIn(steps).map(problem => `  ${problem.severity}: ${printable(problemText(problem))}`),
  ]
}

function stageLines(stage: Stage, index: number, count: number, colors: Colors): string[] {
  const { zone, createsZone, deletesZone, waitFor, changes } = stage
  const wait = waitFor === undefined ? '' : `, then wait ${secondsText(waitFor)}`
  return [
    ...(count > 1 ? [`  stage ${index + 1} of ${count}${wait}`] : []),
    ...(createsZone ? ['  creates the zone'] : []),
    ...(deletesZone ? ['  deletes the zone'] : []),
    ...changes.flatMap(change => changeTextLines(change, { zone }, colors)),
  ]
}

function stepText(record: JournalRecord, stages: number): string {
  const stage = 'stage' in record && stages > 1 ? `stage ${record.stage + 1}: ` : ''
  switch (record.step) {
    case 'resumed':
      return printable(`resumed by ${record.by.user}@${record.by.host}, process ${record.by.pid}`)
    case 'leased':
      return `locked (token ${record.token})`
    case 'creating-zone':
      return `${stage}creating the zone`
    case 'zone-created':
      return `${stage}zone created${record.id === undefined ? '' : ` (${record.id})`}`
    case 'sending':
      return `${stage}sending batch ${record.batch} of ${record.batches}, ${countText(record.rrsets.length, 'RRset')}`
    case 'landed':
      return `${stage}batch ${record.batch} of ${record.batches} has landed${record.id === undefined ? '' : ` (${record.id})`}`
    case 'applied':
      return `${stage}applied${record.serial === undefined ? '' : `, serial ${record.serial}`}`
    case 'waiting':
      return `${stage}waiting for old TTLs to run out, until ${timeText(record.until)}`
    case 'verified':
      return record.problems.length === 0 ? 'answered by all servers' : 'not answered by all servers'
    case 'ended':
      return `ended: ${record.status}`
    default:
      return record satisfies never
  }
}

/** Each problem once: what the proof found is told again in the end. */
function problemsIn(steps: readonly JournalRecord[]): readonly Problem[] {
  const found = steps.flatMap(step => ('problems' in step ? step.problems : []))
  return [...new Map(found.map(problem => [problemText(problem), problem])).values()]
}
