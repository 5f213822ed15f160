import { defineCommand } from './command.ts'
import type { DvcImportResult } from './dvc/import-dvc.ts'
import { exitOfImport, renderImported } from './imported-target.ts'
import { shellWord } from './shell-word.ts'

export const dataImportDvcCommand = defineCommand({
  name: 'data import dvc',
  summary: 'Take over what DVC versions: data from its cache or remote, stages from dvc.yaml',
  arguments: {
    paths: {
      describe: 'Targets, .dvc files, dvc.yaml files, or folders around them; everything without.',
      many: true,
    },
  },
  options: {
    dryRun: { kind: 'flag', describe: 'Show what would be imported and do nothing.' },
    remote: { kind: 'text', value: 'name', describe: 'DVC’s remote to read from; its default without.' },
    noStages: {
      kind: 'flag',
      describe: 'Take the outputs of stages as data, and leave the stages themselves.',
    },
  },
  examples: [
    'slipway data import dvc --dry-run',
    'slipway data import dvc',
    'slipway data import dvc data/flights.dvc --remote storage',
  ],
  run: async (context, { paths, dryRun, remote, noStages }): Promise<DvcImportResult> => {
    const { importDvc } = await import('./dvc/import-dvc.ts')
    return importDvc(context, { paths, remote, dryRun, withStages: !noStages })
  },
  render: renderImport,
  exitCode: ({ targets }) => exitOfImport(targets),
})

function renderImport({ targets, leftOut, stages, written, done }: DvcImportResult): string {
  const isDry = targets.some(({ state }) => state === 'planned')
  const lines = targets.flatMap(renderImported)
  for (const { path, file, reason } of leftOut) lines.push(`${path}: left out of ${file}: ${reason}`)
  for (const name of stages.added) lines.push(`stage ${name}: ${isDry ? 'to be translated' : 'translated'}`)
  for (const name of stages.kept) lines.push(`stage ${name}: stays as slipway.yaml has it`)
  for (const { name, file, reason } of stages.leftOut)
    lines.push(`stage ${name}: left out of ${file}: ${reason}`)
  if (written.length > 0) lines.push(`Commit it: git add -- ${written.map(shellWord).join(' ')}`)
  if (targets.some(({ state }) => state === 'added' || state === 'updated'))
    lines.push('Share it:  slipway data push')
  if (done.length > 0) lines.push(`Once it is shared: git rm -- ${done.map(shellWord).join(' ')}`)
  return lines.join('\n')
}
