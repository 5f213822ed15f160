import { resolve } from 'node:path'
import {
  type Digest,
  type Kind,
  PROJECT_FILE,
  parseProject,
  shortOf,
  type TreeFile,
  walkTree,
} from '@slipway/core'
import type { GitTree } from '@slipway/git'
import type { WrittenLayout } from '@slipway/store'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { namingTarget } from './data-target.ts'
import { commandError } from './error.ts'
import type { ExportedFiles } from './export/export-image.ts'
import { formatBytes, formatCount } from './format-bytes.ts'
import { openWorkspace } from './open-workspace.ts'
import { shellWord } from './shell-word.ts'
import { findVersionedPath } from './versioned-path.ts'

export interface ExportedPath {
  readonly path: string
  readonly kind: Kind
  readonly oid: Digest
  readonly files: number
  readonly bytes: number
}

export interface DataExportResult {
  readonly to: string
  readonly paths: readonly ExportedPath[]
  /** Files that were written, and those that were there already, the same. */
  readonly written: number
  readonly kept: number
  /** Where they were written as an image. */
  readonly image: WrittenLayout | undefined
}

export const dataExportCommand = defineCommand({
  name: 'data export',
  summary: 'Write versioned files and folders out: plain, with a list for sha256sum, or as an OCI image',
  arguments: {
    paths: { describe: 'Targets, or files and folders in them; all of the project without.', many: true },
  },
  options: {
    to: { kind: 'text', value: 'folder', describe: 'Where to write them; nothing there is overwritten.' },
    format: {
      kind: 'choice',
      choices: ['plain', 'oci'],
      default: 'plain',
      describe: 'Plain files, or an image in OCI layout that containers mount and servers load.',
    },
    rev: { kind: 'text', value: 'rev', describe: 'Take the pointers of this revision, without a checkout.' },
  },
  examples: [
    'slipway data export data/flights --to /mnt/usb/flights',
    'slipway data export --rev v1.0 --to release && (cd release && sha256sum --check SHA256SUMS)',
    'slipway data export models/delay.onnx --format oci --to image',
  ],
  run: exportData,
  render: ({ to, paths, written, kept, image }) => {
    const lines = paths.map(
      ({ path, files, bytes, oid }) =>
        `${path}: ${formatCount(files, 'file')}, ${formatBytes(bytes)} (${shortOf(oid)})`,
    )
    if (image) return [...lines, `${to}: an image with digest ${image.digest}`].join('\n')
    lines.push(
      kept === 0
        ? `${formatCount(written, 'file')} written to ${to}`
        : `${formatCount(written, 'file')} written to ${to}, ${kept} already there`,
      `Check it: (cd ${shellWord(to)} && sha256sum --check --quiet SHA256SUMS)`,
    )
    return lines.join('\n')
  },
})

async function exportData(
  context: Context,
  {
    paths: given,
    to,
    format,
    rev,
  }: {
    paths: readonly string[]
    to: string | undefined
    format: 'plain' | 'oci'
    rev: string | undefined
  },
): Promise<DataExportResult> {
  if (to === undefined || to === '')
    throw commandError('data/target-invalid', 'Cannot export: no folder is given; expected --to <folder>', {
      hint: 'Name where the files go: `slipway data export data/flights --to exported`',
    })
  const open = await openWorkspace(context)
  const { repository, source } = open
  const tree = rev === undefined ? await repository.workTree() : await repository.tree(rev)
  const asked = given.length > 0 ? given : await listedTargets(tree, repository.root)
  const files = new Map<string, TreeFile>()
  const exported: ExportedFiles[] = []
  const paths: ExportedPath[] = []
  for (const text of asked) {
    const { path, output, bundle } = await findVersionedPath(text, tree, open, context.cwd)
    const { kind, oid, bytes } = output
    const inside: TreeFile[] =
      kind === 'tree'
        ? Array.from(walkTree({ root: oid, trees: bundle?.trees ?? new Map() }), (file) => ({
            ...file,
            path: `${path}/${file.path}`,
          }))
        : [{ path, kind, oid, bytes }]
    exported.push({ path, oid, files: inside })
    for (const file of inside) files.set(file.path, file)
    paths.push({ path, kind, oid, files: inside.length, bytes })
  }
  const folder = resolve(context.cwd, to)
  const [first = 'data'] = paths.map(({ path }) => path)
  if (format === 'oci') {
    const { exportImage } = await import('./export/export-image.ts')
    const image = await namingTarget('export', first, () => exportImage(exported, source, folder, context))
    return { to, paths, written: files.size, kept: 0, image }
  }
  const { exportPlain } = await import('./export/export-plain.ts')
  const count = await namingTarget('export', first, () =>
    exportPlain([...files.values()], source, folder, context),
  )
  return { to, paths, ...count, image: undefined }
}

/** What the project of a tree lists, as absolute paths: a person may stand in a folder below. */
async function listedTargets(tree: GitTree, root: string): Promise<readonly string[]> {
  const text = await tree.readText(PROJECT_FILE)
  const { data } = parseProject(text ?? '')
  if (data.length > 0) return data.map((target) => resolve(root, target))
  throw commandError(
    'data/target-invalid',
    `Cannot export: no target is given, and ${PROJECT_FILE} lists none`,
    {
      hint: 'Version something first: `slipway data add data/flights`',
    },
  )
}
