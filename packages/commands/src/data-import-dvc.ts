import { shortOf } from '@slipway/core'
import { defineCommand } from './command.ts'
import type { DvcImportResult, ImportedTarget } from './dvc/import-dvc.ts'
import { formatBytes, formatCount } from './format-bytes.ts'
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
  exitCode: ({ targets }) => {
    const kinds = targets.flatMap(({ problem }) => (problem ? [problem.kind] : []))
    if (kinds.includes('corrupt')) return 4
    if (kinds.includes('external')) return 3
    return kinds.length > 0 ? 2 : 0
  },
})

function renderImport({ targets, leftOut, stages, written, done }: DvcImportResult): string {
  const isDry = targets.some(({ state }) => state === 'planned')
  const lines = targets.flatMap(renderTarget)
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

function renderTarget(each: ImportedTarget): readonly string[] {
  const { target, from, state, problem, files, bytes, oid, moved } = each
  if (state === 'planned') return [`${target}: to be imported, as ${from} says`]
  if (problem)
    return [`${target}: not imported. ${problem.message}`, ...(problem.hint ? [`  ${problem.hint}`] : [])]
  const size = `${formatCount(files ?? 0, 'file')}, ${formatBytes(bytes ?? 0)}`
  if (state === 'kept')
    return [
      `${target}: kept as its pointer says; ${from} names another version, ${size} (${oid ? shortOf(oid) : ''})`,
    ]
  const stored = !moved || moved.objects === 0 ? 'nothing new' : `${formatBytes(moved.bytes)} new`
  return [`${target}: ${state}, ${size}, ${stored} in the local store (${oid ? shortOf(oid) : ''})`]
}
