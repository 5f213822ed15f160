import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatDifference, formatEstimate, formatInterval, metricLabel } from '@slipway/compare'
import type { Outcome, RunRecord, Verdict } from '@slipway/core'
import type { Person, Theatre } from '@slipway/rehearsal/theatre'
import type { ModelServer } from './model-server.ts'
import type { Narrator } from './narrator.ts'

const MODEL = 'flight-delay'

export interface PullResult {
  readonly name: string
  readonly number: number
  readonly title: string
  readonly outcome: Outcome | null
  readonly fork: boolean
  readonly reason: string
  readonly check: string
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly role: 'goal' | 'guard' | 'shown'
        readonly outcome: string
        readonly challenger: number | null
        readonly champion: number | null
        readonly difference: number | null
        readonly interval: readonly [number, number] | null
        readonly standard_error: number | null
      }
    >
  >
  /** How many it takes to see a change as large as the margin, and how many judged; null where the test cannot say. */
  readonly needed: {
    readonly amount: number
    readonly have: number
    readonly unit: string
    readonly margin: number
  } | null
  /** Digest and run key of the model that was judged. */
  readonly reviewed: { readonly model: string; readonly key: string }
  readonly runId: number
}

interface Run {
  readonly id: number
  readonly name: string
  readonly path: string
  readonly event: string
  readonly status: string
  readonly conclusion: string | null
  readonly head_sha: string
}

/** What the acts share. */
export interface Stagecraft {
  readonly theatre: Theatre
  readonly server: ModelServer
  readonly narrator: Narrator
  readonly slipway: readonly string[]
  readonly example: string
  readonly flights: string
  readonly store: string
}

/** The repository comes up: example, workflows, data. */
export async function openRepository({
  theatre,
  narrator,
  slipway,
  example,
  flights,
  store,
}: Stagecraft): Promise<void> {
  const { ada, name } = theatre
  await ada.cloneRepository(name)
  ada.copyIn(example)
  const project = join(ada.clone, 'slipway.yaml')
  writeFileSync(
    project,
    readFileSync(project, 'utf8').replace(
      '\nversion: 1\n',
      `\nversion: 1\n\nstore: { remote: "file://${store}" }\n`,
    ),
  )
  mkdirSync(join(ada.clone, 'data', 'flights'), { recursive: true })
  cpSync(flights, join(ada.clone, 'data', 'flights', 'flights-3m.parquet'))
  const run = async (...args: string[]) => ada.run(slipway[0] as string, [...slipway.slice(1), ...args])
  narrator.person('ada', 'slipway init          adds six workflows')
  await run('init', '--branch', 'main')
  narrator.person('ada', 'slipway data add      three million flights become a pointer of five lines')
  await run('data', 'add')
  narrator.person('ada', 'slipway data push     and go to the store')
  await run('data', 'push')
  narrator.person('ada', 'git push              to main')
  await ada.push('main', 'Will this flight be late?')
}

/** The first release: nothing to compare with, so a person signs. */
export async function firstRelease(craft: Stagecraft): Promise<{ tag: string; digest: string }> {
  const { theatre, narrator, server } = craft
  await theatre.runner.idle({ ignoreWaiting: true })
  narrator.bot(
    `${MODEL}: unreleased. Nobody has run this tree. The candidate workflow trains it on main, and waits for a person.`,
  )
  narrator.person('ada', 'approves: "First release: a baseline that everybody can beat."')
  await theatre.ada.review(theatre.name, 'approved', 'First release: a baseline that everybody can beat.')
  await theatre.runner.idle({ ignoreWaiting: true })
  narrator.person('ada', 'approves the deployment to production')
  await theatre.ada.review(theatre.name, 'approved', 'Go.')
  await theatre.runner.idle()
  return announceRelease(craft, server)
}

/** One pull request, from the edit to the comment. */
export async function pullRequest(
  { theatre, narrator }: Stagecraft,
  request: {
    readonly name: string
    readonly by: Person
    readonly branch: string
    readonly title: string
    readonly fork?: boolean
    readonly does: string
    edit(folder: string): void
  },
): Promise<number> {
  const { by, branch, title, fork = false } = request
  await by.branch(branch)
  request.edit(by.clone)
  await by.push(branch, title)
  const head = fork ? `${by.login}:${branch}` : branch
  const number = await by.openPull(theatre.name, { title, head, body: request.does })
  narrator.person(by.login, `opens #${number}: ${title}`)
  return number
}

/** What the bot said about a pull request, in numbers. */
export async function readPull(
  { theatre, slipway }: Stagecraft,
  number: number,
  name: string,
): Promise<PullResult> {
  const { ada } = theatre
  const pull = await ada.api<{ title: string; head: { sha: string; repo: { full_name: string } } }>(
    'GET',
    `/repos/${theatre.name}/pulls/${number}`,
  )
  const runs = await ada.api<{ workflow_runs: Run[] }>(
    'GET',
    `/repos/${theatre.name}/actions/runs?head_sha=${pull.head.sha}&event=pull_request`,
  )
  const run = runs.workflow_runs[0]
  if (!run) throw new Error(`#${number} has no run`)
  const text = await ada.run(slipway[0] as string, [...slipway.slice(1), 'report', String(run.id), '--json'])
  const { verdicts } = JSON.parse(text) as { verdicts: { verdict: Verdict | null }[] }
  const verdict = verdicts[0]?.verdict ?? null
  const checks = await ada.api<{ check_runs: { conclusion: string; name: string }[] }>(
    'GET',
    `/repos/${theatre.name}/commits/${pull.head.sha}/check-runs`,
  )
  return {
    name,
    number,
    title: pull.title,
    outcome: verdict?.outcome ?? null,
    fork: pull.head.repo.full_name !== theatre.name,
    reason: verdict?.reasons[0] ?? '',
    check: checks.check_runs.find((check) => check.name === `slipway / ${MODEL}`)?.conclusion ?? 'none',
    metrics: Object.fromEntries(
      Object.entries(verdict?.metrics ?? {}).map(([metric, { role, outcome, estimate }]) => [
        metric,
        {
          role,
          outcome,
          challenger: estimate?.challenger ?? null,
          champion: estimate?.champion ?? null,
          difference: estimate?.difference ?? null,
          interval: estimate?.interval ?? null,
          standard_error: estimate?.standard_error ?? null,
        },
      ]),
    ),
    needed: neededOf(verdict),
    reviewed: { model: verdict?.challenger.model ?? '', key: verdict?.challenger.run?.key ?? '' },
    runId: run.id,
  }
}

function neededOf(verdict: Verdict | null): PullResult['needed'] {
  const goal = Object.values(verdict?.metrics ?? {}).find(({ role, power }) => role === 'goal' && power)
  const { needed, target, unit } = goal?.power ?? { needed: null, target: null, unit: 'rows' as const }
  const deciding = verdict?.testset?.test
  if (needed === null || target === null || deciding === undefined) return null
  const have = (unit === 'clusters' ? deciding.clusters : deciding.rows) ?? 0
  return { amount: needed, have, unit, margin: target }
}

/** The bot's words and the numbers behind them. */
export function announcePull(narrator: Narrator, pull: PullResult): void {
  const word = pull.fork ? `claimed by a fork: ${pull.outcome}` : String(pull.outcome)
  const rank = { goal: 0, guard: 1, shown: 2 }
  const numbers = Object.entries(pull.metrics)
    .filter(([, { role }]) => role !== 'shown')
    .sort(([, a], [, b]) => rank[a.role] - rank[b.role])
    .map(([metric, { champion, challenger, difference, interval, standard_error: error, outcome }]) => {
      const value = (each: number | null) => (each === null ? '?' : formatEstimate(each, error))
      const change =
        difference === null || interval === null
          ? ''
          : `${formatDifference(difference, error)}  [${formatInterval(interval, error)}]`
      const values = `${value(champion)} → ${value(challenger)}`
      return `  ${metricLabel(metric).padEnd(16)} ${values.padEnd(22)} ${change.padEnd(32)} ${outcome}`
    })
  const { needed } = pull
  const settle =
    needed && (pull.outcome === 'non-inferior' || pull.outcome === 'cannot-tell')
      ? [`  to see ${needed.margin} takes about ${needed.amount} ${needed.unit}; there are ${needed.have}`]
      : []
  narrator.bot(
    [
      `${pull.check === 'success' ? '✅' : pull.check === 'failure' ? '❌' : '❔'} #${pull.number} ${MODEL}: ${word} (check: ${pull.check})`,
      pull.reason,
      ...numbers,
      ...settle,
    ].join('\n'),
  )
}

export interface Released {
  readonly tag: string
  readonly digest: string
  /** What the pull request's own run made, as its record says. */
  readonly reviewed: string
  readonly runKey: string
  readonly runId: number
  /** Records that the release workflow's run made. */
  readonly executed: number
}

/** Merges and lets the release workflow work. */
export async function mergeAndRelease(craft: Stagecraft, pull: PullResult): Promise<Released> {
  const { theatre, narrator, server } = craft
  narrator.person('ada', `squash-merges #${pull.number}`)
  const sha = await theatre.ada.mergePull(theatre.name, pull.number, 'squash')
  await theatre.runner.idle({ ignoreWaiting: true })
  narrator.person('ada', 'approves the deployment to production')
  await theatre.ada.review(theatre.name, 'approved', 'Go.')
  await theatre.runner.idle()
  const runs = await theatre.ada.api<{ workflow_runs: Run[] }>(
    'GET',
    `/repos/${theatre.name}/actions/runs?head_sha=${sha}&event=push`,
  )
  const run = runs.workflow_runs.find(({ path }) => path.endsWith('slipway-release.yml'))
  if (!run) throw new Error('the merge started no release')
  const executed = recordsOf(craft, run.id).length
  narrator.bot(
    `the merged tree has the key that was reviewed: its bytes are released; stages executed by the release workflow: ${executed}`,
  )
  return {
    ...(await announceRelease(craft, server)),
    reviewed: pull.reviewed.model,
    runKey: pull.reviewed.key,
    runId: run.id,
    executed,
  }
}

/** Rolls back by workflow, as one would on a bad day. */
export async function rollBack(
  { theatre, narrator, server }: Stagecraft,
  to: { readonly digest: string },
): Promise<{ version: string; digest: string }> {
  narrator.person('ada', 'starts "Slipway rollback": model flight-delay, reason "evening alarms"')
  await theatre.ada.api('POST', `/repos/${theatre.name}/actions/workflows/slipway-rollback.yml/dispatches`, {
    ref: 'main',
    inputs: { model: MODEL, reason: 'evening alarms' },
  })
  await theatre.runner.idle({ ignoreWaiting: true })
  await theatre.ada.review(theatre.name, 'approved', 'Back.')
  await theatre.runner.idle()
  const served = await server.awaitDigest(MODEL, to.digest)
  narrator.bot(`prod goes back to ${served.version}; the server answers with ${short(served.digest)}`)
  return served
}

/** The newest release, and that the server answers with its bytes. */
async function announceRelease(
  { theatre, narrator }: Stagecraft,
  server: ModelServer,
): Promise<{ tag: string; digest: string }> {
  const [release] = await theatre.ada.api<{ tag_name: string; assets: { name: string; digest: string }[] }[]>(
    'GET',
    `/repos/${theatre.name}/releases`,
  )
  const digest = release?.assets.find(({ name }) => name.endsWith('.onnx'))?.digest
  if (!release || !digest) throw new Error('there is no release')
  const served = await server.awaitDigest(MODEL, digest)
  const { version, probabilities } = await server.predict(MODEL, [STORMY, CALM])
  narrator.bot(
    `${release.tag_name} is published and holds prod; the server answers with ${served.version}, ${short(served.digest)}`,
  )
  narrator.note(
    `a stormy evening from O'Hare: ${percent(probabilities[0])} late; a calm morning from San Diego: ${percent(probabilities[1])}   (${version})`,
  )
  return { tag: release.tag_name, digest }
}

// distance, hour, weekday, then shares of late flights and departures an hour: see src/columns.py of the example.
const STORMY = [1846, 18, 3, 0.6, 0.5, 0.3, 0.6, 0.5, 0.4, 0.5, 40]
const CALM = [447, 7, 1, 0.05, 0.1, 0.15, 0.05, 0.05, 0.1, 0.08, 12]

const percent = (share: number | undefined) => `${Math.round((share ?? Number.NaN) * 100)} %`
const short = (digest: string) => `${digest.slice(0, 15)}…`

interface StoredRecord {
  readonly stage: string
  readonly key: string
  readonly digest: string
}

/** Run records in the store that this GitHub run made. */
function recordsOf({ store }: Stagecraft, runId: number): readonly StoredRecord[] {
  const files = readdirSync(join(store, 'runs'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /^\d+$/.test(entry.name),
  )
  const records = files.map(
    (entry) => JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')) as RunRecord,
  )
  return records
    .filter(({ producer }) => producer?.run_id === runId)
    .map(({ stage, key, outputs }) => ({ stage, key, digest: Object.values(outputs)[0]?.oid ?? '' }))
}
