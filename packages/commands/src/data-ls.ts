import { type Digest, type Kind, POINTER_SUFFIX, shortOf, walkTree } from '@slipway/core'
import type { GitTree } from '@slipway/git'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { oneLine } from './data-changes.ts'
import { pointerIn } from './data-target.ts'
import { formatBytes, formatCount } from './format-bytes.ts'
import { type OpenWorkspace, openWorkspace } from './open-workspace.ts'
import { textTable } from './text-table.ts'
import { findVersionedPath } from './versioned-path.ts'

export interface ListedData {
  /** Relative to the root of the repository, as `data cat` takes it. */
  readonly path: string
  /** Targets may be trees; what a target's tree holds is listed file by file. */
  readonly kind: Kind
  readonly oid: Digest
  readonly bytes: number
  readonly files: number
}

export interface DataLsResult {
  /** The revision whose pointers count; null for the work tree. */
  readonly rev: string | null
  /** The path whose files are listed; null for a list of targets. */
  readonly path: string | null
  readonly entries: readonly ListedData[]
}

export const dataLsCommand = defineCommand({
  name: 'data ls',
  summary: 'List the targets, or the files of one, without having them here',
  arguments: { path: { describe: 'A target, or a file or folder in it; the targets themselves without.' } },
  options: {
    rev: { kind: 'text', value: 'rev', describe: 'Take the pointers of this revision, without a checkout.' },
  },
  examples: [
    'slipway data ls',
    'slipway data ls data/flights/2001',
    'slipway data ls data/flights --rev v1.0 --json',
  ],
  run: async (context, { path, rev }): Promise<DataLsResult> => {
    const open = await openWorkspace(context)
    const tree = rev === undefined ? await open.repository.workTree() : await open.repository.tree(rev)
    const named = path === undefined ? undefined : await listPath(path, tree, open, context)
    return {
      rev: rev ?? null,
      path: named?.path ?? null,
      entries: named?.entries ?? (await listTargets(tree)),
    }
  },
  render: renderList,
})

async function listTargets(tree: GitTree): Promise<ListedData[]> {
  const listed: ListedData[] = []
  for (const file of tree.paths()) {
    if (!file.endsWith(POINTER_SUFFIX)) continue
    const path = file.slice(0, -POINTER_SUFFIX.length)
    const pointer = await pointerIn(tree, path)
    if (!pointer) continue
    const { kind, oid, bytes, files } = pointer
    listed.push({ path, kind, oid, bytes, files })
  }
  return listed
}

async function listPath(
  text: string,
  tree: GitTree,
  open: OpenWorkspace,
  { cwd }: Context,
): Promise<{ readonly path: string; readonly entries: readonly ListedData[] }> {
  const { path, output, bundle } = await findVersionedPath(text, tree, open, cwd)
  const { kind, oid, bytes } = output
  if (kind !== 'tree' || !bundle) return { path, entries: [{ path, kind, oid, bytes, files: 1 }] }
  const files = [...walkTree(bundle, oid, `${path}/`)]
  return { path, entries: files.map((file) => ({ ...file, files: 1 })) }
}

/** Of a file its mode, size, short digest and path; of a folder how many files it holds too. */
function renderList({ path, entries }: DataLsResult): string {
  if (entries.length === 0) return path === null ? 'Nothing is versioned yet: slipway data add <path>' : ''
  const hasTrees = entries.some(({ kind }) => kind === 'tree')
  return textTable(
    entries.map((each) => [
      LETTER[each.kind],
      ...(hasTrees ? [formatCount(each.files, 'file')] : []),
      formatBytes(each.bytes),
      shortOf(each.oid),
      oneLine(each.path),
    ]),
  )
}

/** As in the text of a tree, docs/formats/tree.md. */
const LETTER: Readonly<Record<Kind, string>> = { file: 'f', executable: 'x', tree: 't' }
