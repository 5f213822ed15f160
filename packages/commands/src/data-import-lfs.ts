import { defineCommand } from './command.ts'
import { exitOfImport, renderImported } from './imported-target.ts'
import type { LfsImportResult } from './lfs/import-lfs.ts'
import { shellWord } from './shell-word.ts'

export const dataImportLfsCommand = defineCommand({
  name: 'data import lfs',
  summary: 'Take over files in Git LFS as versioned data',
  arguments: {
    paths: {
      describe:
        'Files, and folders that become one target each; without, every folder that is whole in LFS, and the files besides.',
      many: true,
    },
  },
  options: { dryRun: { kind: 'flag', describe: 'Show what would be imported and do nothing.' } },
  examples: ['slipway data import lfs --dry-run', 'slipway data import lfs data/images'],
  run: async (context, { paths, dryRun }): Promise<LfsImportResult> => {
    const { importLfs } = await import('./lfs/import-lfs.ts')
    return importLfs(context, { paths, dryRun })
  },
  render: ({ targets, written, tracked, staying }) => {
    if (targets.length === 0) return 'Nothing is in Git LFS'
    const lines = targets.flatMap(renderImported)
    if (tracked.length > 0)
      lines.push(`Take it out of Git: git rm -r --cached --quiet -- ${tracked.map(shellWord).join(' ')}`)
    if (written.length > 0) lines.push(`Commit it: git add -- ${written.map(shellWord).join(' ')}`)
    if (targets.some(({ state }) => state === 'added')) lines.push('Share it:  slipway data push')
    if (staying > 0)
      lines.push(`${staying} more in LFS, so its lines in .gitattributes stay: git lfs untrack <pattern>`)
    return lines.join('\n')
  },
  exitCode: ({ targets }) => exitOfImport(targets),
})
