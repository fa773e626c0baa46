// Runs action.yml as a runner of GitHub does: its scripts with bash, its expressions, the files that steps write to.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parse } from 'yaml'
import { type Contexts, interpolate, isWanted } from './expressions.ts'

interface Step {
  readonly name: string
  readonly id?: string
  readonly if?: string
  readonly shell?: string
  readonly env?: Readonly<Record<string, string>>
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly steps: readonly Step[] }
}

/** One run of the action in a workflow. */
export interface ActionRun {
  readonly workspace: string
  readonly event: string
  readonly payload: object
  readonly ref: string
  readonly sha: string
  readonly apiUrl: string
  readonly token: string
  readonly inputs?: Readonly<Record<string, string>>
  /** Stands for actions/upload-artifact. */
  readonly upload: (name: string, path: string) => Promise<void>
}

export interface ActionResult {
  readonly success: boolean
  readonly log: string
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
  /** Names of the steps that ran. */
  readonly ran: readonly string[]
}

const actionPath = join(import.meta.dirname, '../../..')

export const action = parse(readFileSync(join(actionPath, 'action.yml'), 'utf8')) as Action

/** Runs all steps, the last of which may fail. */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  const temp = mkdtempSync(join(tmpdir(), 'dnsctl-runner-'))
  try {
    return await runSteps(run, temp)
  } finally {
    rmSync(temp, { recursive: true })
  }
}

async function runSteps(run: ActionRun, temp: string): Promise<ActionResult> {
  const files = filesOf(run, temp)
  const github = {
    event_name: run.event,
    event: run.payload,
    token: run.token,
    server_url: 'https://github.example',
    repository: 'octo-org/zones',
    run_id: '30433642',
  }
  const inputs: Record<string, string> = {}
  for (const [name, { default: text }] of Object.entries(action.inputs))
    inputs[name] = run.inputs?.[name] ?? interpolate(text, { github })
  const steps: Record<string, { outputs: Record<string, string> }> = {}
  const contexts: Contexts = { github, inputs, steps }
  const ran: string[] = []
  let log = ''
  let success = true
  for (const step of action.runs.steps) {
    if (!success || !isWanted(step.if, contexts)) continue
    ran.push(step.name)
    if (step.uses !== undefined) {
      if (step.uses !== 'actions/upload-artifact@v4') throw new Error(`${step.uses} is not known here`)
      await run.upload(
        interpolate(String(step.with!.name), contexts),
        interpolate(String(step.with!.path), contexts),
      )
      continue
    }
    writeFileSync(files.GITHUB_OUTPUT, '')
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, interpolate(value, contexts)]),
    )
    const result = await runScript(step.run!, { ...files, ...variablesOf(run, temp), ...env }, run.workspace)
    log += result.log
    success = result.code === 0
    if (step.id !== undefined)
      steps[step.id] = { outputs: pairsOf(readFileSync(files.GITHUB_OUTPUT, 'utf8')) }
  }
  const outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, { value }]) => [name, interpolate(value, contexts)]),
  )
  return { success, log, ran, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') }
}

function filesOf(run: ActionRun, temp: string) {
  const at = (name: string, content = ''): string => {
    const path = join(temp, name)
    writeFileSync(path, content)
    return path
  }
  return {
    GITHUB_EVENT_PATH: at('event.json', JSON.stringify(run.payload)),
    GITHUB_OUTPUT: at('output'),
    GITHUB_STEP_SUMMARY: at('summary'),
  }
}

function variablesOf(run: ActionRun, temp: string): Record<string, string> {
  mkdirSync(join(temp, 'work'), { recursive: true })
  return {
    PATH: process.env.PATH!,
    HOME: temp,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: actionPath,
    GITHUB_API_URL: run.apiUrl,
    GITHUB_EVENT_NAME: run.event,
    GITHUB_REF: run.ref,
    GITHUB_REPOSITORY: 'octo-org/zones',
    GITHUB_SHA: run.sha,
    RUNNER_TEMP: join(temp, 'work'),
  }
}

/** As `shell: bash` is run. */
async function runScript(script: string, env: Record<string, string>, cwd: string) {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  return { log: stdout + stderr, code }
}

const pairsOf = (lines: string): Record<string, string> =>
  Object.fromEntries([...lines.matchAll(/^([\w-]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]))
