import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '@slipway/commands'
import { dataPushCommand, defineCommand, openWorkspace, repositoryOf } from '@slipway/commands'
import type { Conclusion, FailedJob } from '@slipway/rehearsal'
import { loadRehearsal, rehearseError } from './load-rehearsal.ts'
import { openRehearsal, type Rehearsal, startRunners } from './open-rehearsal.ts'
import { snapshotWorkTree } from './snapshot-work-tree.ts'

export interface RehearseResult {
  /** Addresses of the stand-in while it runs. */
  readonly page: string
  readonly comments: readonly string[]
  readonly checks: readonly {
    readonly name: string
    readonly conclusion: Conclusion | string | null
    readonly title: string | null
  }[]
  /** Jobs that failed, with the end of their logs. */
  readonly failed: readonly FailedJob[]
  /** For `--serve`: what other programs need to reach it. */
  readonly env: Readonly<Record<string, string>> | null
}

export const rehearseCommand = defineCommand({
  name: 'rehearse',
  summary: 'Run this repository’s own workflows on this machine: what would the bot say?',
  arguments: {},
  options: {
    base: {
      kind: 'text',
      value: 'revision',
      describe: 'What the pull request is against; the default branch of origin without.',
    },
    python: {
      kind: 'text',
      value: 'path',
      describe: 'Interpreter or virtual environment for the stages; .venv, or the active one, without.',
    },
    serve: {
      kind: 'flag',
      describe: 'Start the stand-in GitHub alone, print what Git, gh and Octokit need to reach it, and stay.',
    },
    stay: { kind: 'flag', describe: 'Keep the pages up until Ctrl-C.' },
    port: { kind: 'number', value: 'number', describe: 'Port of the stand-in; any free one without.' },
  },
  examples: ['slipway rehearse', 'slipway rehearse --stay', 'slipway rehearse --serve --port 8000'],
  run: async (context, { base, python, serve, stay, port }): Promise<RehearseResult> => {
    const { repository, project } = await openWorkspace(context)
    const { root } = repository
    const defaultBranch = await repository.defaultBranch()
    const name = repositoryOf(await repository.originUrl()) ?? `you/${root.split('/').at(-1)}`
    const against = base ?? (await baseOf(repository, defaultBranch))
    const rehearsal = await openRehearsal({ root, name, defaultBranch, port })
    const { forge } = rehearsal
    try {
      using snapshot = await snapshotWorkTree(
        root,
        await repository.resolve(against),
        'The work tree as it is',
        context.env,
      )
      // Before the runners listen: what is there already starts nothing.
      await snapshot.push(rehearsal.you.addressOf(name), [
        `${await repository.resolve(against)}:refs/heads/${defaultBranch}`,
        'refs/tags/*:refs/tags/*',
      ])
      const page = `${forge.urls.server}/${name}`
      if (serve) return await serveAlone(context, rehearsal, name, page)
      await dataPushCommand.run(
        { ...context, env: { ...context.env, SLIPWAY_STORE: rehearsal.store } },
        { targets: [] },
      )
      const labels = [...project.stages.values()].flatMap(({ runsOn }) => runsOn ?? [])
      const runners = await startRunners(context, rehearsal, {
        root,
        labels,
        python: python ?? pythonOf(root, context),
      })
      context.progress.note(`Rehearsing at ${page}`)
      await snapshot.push(rehearsal.you.addressOf(name), [`${snapshot.head}:refs/heads/rehearsal`])
      const number = await openPullRequest(rehearsal, name, defaultBranch)
      await runners.idle({ ignoreWaiting: true })
      const result = {
        ...(await readPullRequest(rehearsal, name, number, snapshot.head)),
        page: `${page}/pull/${number}`,
        env: null,
      }
      if (stay) {
        context.progress.note(`${result.page} stays up until Ctrl-C`)
        await interrupted(context.signal)
      }
      await runners.close()
      return result
    } finally {
      await forge.close()
    }
  },
  render: ({ comments, checks, failed, page, env }) =>
    env
      ? ''
      : [
          ...failed.flatMap(({ run, job, step, log }) => [
            `${run}: ${job} failed${step ? ` at "${step}"` : ''}:`,
            ...log.map((line) => `  ${line}`),
            '',
          ]),
          ...(comments.length > 0
            ? comments
            : [
                'The bot said nothing: does the base have .github/workflows/slipway-report.yml? Reports count from there only.',
              ]),
          '',
          ...checks.map(
            ({ name, conclusion, title }) =>
              `${conclusion ?? 'running'}  ${name}${title ? `: ${title}` : ''}`,
          ),
          '',
          `Rehearsed at ${page}; with --stay the pages stay up.`,
        ].join('\n'),
})

type Workspace = Awaited<ReturnType<typeof openWorkspace>>

async function baseOf(repository: Workspace['repository'], defaultBranch: string): Promise<string> {
  for (const candidate of [`origin/${defaultBranch}`, defaultBranch, 'HEAD']) {
    try {
      await repository.resolve(candidate)
      return candidate
    } catch {
      // The next one; the last is named in the error.
    }
  }
  throw rehearseError(
    'rehearse/base-unknown',
    `Cannot rehearse: there is neither origin/${defaultBranch} nor a commit`,
    { hint: 'Commit first, or name --base' },
  )
}

function pythonOf(root: string, { env }: Context): string | undefined {
  if (env.VIRTUAL_ENV) return env.VIRTUAL_ENV
  const own = join(root, '.venv')
  return existsSync(join(own, 'bin', 'python')) ? own : undefined
}

async function serveAlone(
  context: Context,
  { forge, you }: Rehearsal,
  name: string,
  page: string,
): Promise<RehearseResult> {
  const { describeAccess } = await loadRehearsal()
  const { env, examples } = describeAccess(forge, you.token, name)
  for (const [key, value] of Object.entries(env)) context.progress.note(`export ${key}=${value}`)
  for (const { about, command } of examples) context.progress.note(`# ${about}: ${command}`)
  await interrupted(context.signal)
  return { page, comments: [], checks: [], failed: [], env }
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
  )
}

async function openPullRequest({ you }: Rehearsal, name: string, base: string): Promise<number> {
  const { number } = await you.api<{ number: number }>('POST', `/repos/${name}/pulls`, {
    title: 'Rehearsal of the work tree',
    head: 'rehearsal',
    base,
  })
  return number
}

async function readPullRequest({ you }: Rehearsal, name: string, number: number, head: string) {
  const { failedJobs } = await loadRehearsal()
  const comments = await you.api<{ body: string }[]>('GET', `/repos/${name}/issues/${number}/comments`)
  const { check_runs } = await you.api<{
    check_runs: { name: string; conclusion: string | null; output: { title: string | null } }[]
  }>('GET', `/repos/${name}/commits/${head}/check-runs`)
  return {
    comments: comments.map(({ body }) => body.replace(/^<!--.*-->\n/, '')),
    checks: check_runs.map(({ name: check, conclusion, output }) => ({
      name: check,
      conclusion,
      title: output.title,
    })),
    failed: await failedJobs(you, name),
  }
}
