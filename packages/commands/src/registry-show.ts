import { defineCommand } from './command.ts'
import { textTable } from './text-table.ts'

export interface ShownVersion {
  readonly version: string
  readonly commit: string
  /** When it was registered, ISO 8601. */
  readonly date: string
  readonly takenBack: boolean
  readonly stages: readonly string[]
  /** What the tag names, as far as it does: `model`, `modelJson`, `run`, `record`, `verdict`. */
  readonly digests: Readonly<Record<string, string>>
}

export const registryShowCommand = defineCommand({
  name: 'registry show',
  summary: 'Show the versions of a model: commit, date, stages, digests',
  arguments: { model: { describe: 'The model.', required: true } },
  options: {},
  examples: ['slipway registry show flight-delay', 'slipway registry show flight-delay --json'],
  run: async (
    context,
    { model },
  ): Promise<{ model: string; deprecated: boolean; versions: readonly ShownVersion[] }> => {
    const [{ readRegistry }, { artifactNamed, compareVersions, digestsOf, holdersOf }] = await Promise.all([
      import('./read-registry.ts'),
      import('@slipway/registry'),
    ])
    const artifact = artifactNamed(await readRegistry(context), model)
    const holders = holdersOf(artifact)
    const versions = [...artifact.versions.values()]
      .sort((a, b) => compareVersions(b.version, a.version))
      .map((version) => ({
        version: version.version,
        commit: version.commit,
        date: new Date(version.event.time * 1000).toISOString(),
        takenBack: version.takenBack,
        stages: holders.filter((holder) => holder.version === version).map(({ stage }) => stage),
        digests: { ...digestsOf(version) },
      }))
    return { model: artifact.name, deprecated: artifact.deprecated, versions }
  },
  render: ({ model, deprecated, versions }) => {
    const title = `${model}${deprecated ? ' (deprecated)' : ''}`
    if (versions.length === 0) return `${title} has no version`
    const rows = versions.map(({ version, commit, date, takenBack, stages, digests }) => [
      version,
      commit.slice(0, 7),
      date.slice(0, 16).replace('T', ' '),
      takenBack ? 'taken back' : stages.join(', ') || '-',
      digests.model ?? '-',
    ])
    return `${title}\n\n${textTable([['version', 'commit', 'date (UTC)', 'stages', 'model'], ...rows])}`
  },
})
