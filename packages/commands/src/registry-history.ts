import { defineCommand } from './command.ts'
import { textTable } from './text-table.ts'

export interface HistoryLine {
  /** The tagger's time, ISO 8601. */
  readonly date: string
  readonly model: string
  readonly event:
    | 'registration'
    | 'deregistration'
    | 'assignment'
    | 'unassignment'
    | 'deprecation'
    | 'creation'
  readonly version: string | null
  readonly stage: string | null
  readonly commit: string
  readonly author: string
  readonly tag: string
  /** Why, where the tag says so: of a rollback or an acceptance. */
  readonly reason: string | null
}

export const registryHistoryCommand = defineCommand({
  name: 'registry history',
  summary: 'Show what happened to a model, or to all, newest first',
  arguments: { model: { describe: 'The model; all without.' } },
  options: {},
  examples: ['slipway registry history', 'slipway registry history flight-delay --json'],
  run: async (context, { model }): Promise<{ history: readonly HistoryLine[] }> => {
    const [{ readRegistry }, { artifactNamed, historyOf, parseTrailers }] = await Promise.all([
      import('./read-registry.ts'),
      import('@slipway/registry'),
    ])
    const registry = await readRegistry(context)
    const entries = historyOf(registry, model === undefined ? undefined : artifactNamed(registry, model).name)
    const history = entries.map(({ artifact, kind, version, stage, event }) => ({
      date: new Date(event.time * 1000).toISOString(),
      model: artifact,
      event: kind,
      version: version ?? null,
      stage: stage ?? null,
      commit: event.commit,
      author: event.author,
      tag: event.tag,
      reason: parseTrailers(event.body).get('Reason') ?? null,
    }))
    return { history }
  },
  render: ({ history }) => {
    if (history.length === 0) return 'No tag of this clone names a model'
    const rows = history.map((line) => [
      line.date.slice(0, 16).replace('T', ' '),
      line.model,
      line.event,
      line.version ?? '-',
      line.stage ?? '-',
      line.commit.slice(0, 7),
      printable(line.author),
      printable(line.reason ?? ''),
    ])
    const head = ['date (UTC)', 'model', 'event', 'version', 'stage', 'commit', 'author', 'reason']
    return textTable([head, ...rows])
  },
})

/** Names and reasons are other people's text: on a terminal a control character would be a command. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim()
}
