import { defineCommand } from './command.ts'
import { textTable } from './text-table.ts'

export interface ListedModel {
  readonly model: string
  /** The greatest version that was not taken back; null before the first. */
  readonly latest: string | null
  readonly deprecated: boolean
  /** Stage → version, or the commit's id where that was never registered. */
  readonly stages: Readonly<Record<string, string>>
}

export const registryListCommand = defineCommand({
  name: 'registry list',
  summary: 'List the models with their latest version and who holds which stage',
  arguments: {},
  options: { all: { kind: 'flag', describe: 'Deprecated models too.' } },
  examples: ['slipway registry list', 'slipway registry list --json'],
  run: async (context, { all }): Promise<{ models: readonly ListedModel[] }> => {
    const [{ readRegistry }, { holdersOf, latestVersion }] = await Promise.all([
      import('./read-registry.ts'),
      import('@slipway/registry'),
    ])
    const { artifacts } = await readRegistry(context)
    const models = [...artifacts.values()]
      .filter(({ deprecated }) => all || !deprecated)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((artifact) => ({
        model: artifact.name,
        latest: latestVersion(artifact)?.version ?? null,
        deprecated: artifact.deprecated,
        stages: Object.fromEntries(
          holdersOf(artifact).map(({ stage, version, commit }) => [stage, version?.version ?? commit]),
        ),
      }))
    return { models }
  },
  render: ({ models }) => {
    if (models.length === 0)
      return 'No tag of this clone names a model (a shallow clone has none before `git fetch --tags`)'
    const stages = [...new Set(models.flatMap((model) => Object.keys(model.stages)))].sort()
    const rows = models.map(({ model, latest, deprecated, stages: held }) => [
      deprecated ? `${model} (deprecated)` : model,
      latest ?? '-',
      ...stages.map((stage) => shown(held[stage])),
    ])
    return textTable([['model', 'latest', ...stages], ...rows])
  },
})

function shown(holder: string | undefined): string {
  if (holder === undefined) return '-'
  return holder.startsWith('v') ? holder : holder.slice(0, 7)
}
