import type { GitDirectory } from './git-directory.ts'

export interface TreeItem {
  readonly mode: string
  readonly type: 'blob' | 'tree' | 'commit'
  readonly oid: string
  /** Bytes of a blob. */
  readonly size: number | undefined
  readonly path: string
}

/** The entries of a tree or commit; with `recursive`, of all its folders too. */
export async function listTree(
  git: GitDirectory,
  treeish: string,
  options: { readonly recursive?: boolean; readonly paths?: readonly string[] } = {},
): Promise<readonly TreeItem[]> {
  const flags = options.recursive ? ['-r', '-t'] : []
  const paths = options.paths === undefined ? [] : ['--', ...options.paths]
  // Paths are names, not patterns.
  const output = await git.bytes(['--literal-pathspecs', 'ls-tree', '-z', '-l', ...flags, treeish, ...paths])
  return output
    .toString()
    .split('\0')
    .slice(0, -1)
    .map((line) => {
      const tab = line.indexOf('\t')
      const [mode = '', type = '', oid = '', size = ''] = line.slice(0, tab).split(/ +/)
      return {
        mode,
        type: type as TreeItem['type'],
        oid,
        size: size === '-' ? undefined : Number(size),
        path: line.slice(tab + 1),
      }
    })
}

/** The entry at a path, or undefined. */
export async function treeItem(
  git: GitDirectory,
  treeish: string,
  path: string,
): Promise<TreeItem | undefined> {
  return (await listTree(git, treeish, { paths: [path] }))[0]
}

export function readBlob(git: GitDirectory, oid: string): Promise<Buffer> {
  return git.bytes(['cat-file', 'blob', oid])
}

/** Bytes of the file at a path of a commit, or undefined. */
export async function readFileAt(
  git: GitDirectory,
  commit: string,
  path: string,
): Promise<Buffer | undefined> {
  const item = await treeItem(git, commit, path)
  return item?.type === 'blob' ? await readBlob(git, item.oid) : undefined
}

export function writeBlob(git: GitDirectory, content: Uint8Array): Promise<string> {
  return git.text(['hash-object', '-w', '--stdin'], { input: content })
}

export interface TreeEdit {
  readonly path: string
  readonly mode: string
  /** null removes the path. */
  readonly oid: string | null
}

/**
 * Writes a tree: the base with the edits applied, through an index of its own.
 * @param base a tree, or undefined to start from nothing
 */
export async function editTree(
  git: GitDirectory,
  base: string | undefined,
  edits: readonly TreeEdit[],
  indexFile: string,
): Promise<string> {
  const env = { GIT_INDEX_FILE: indexFile }
  await git.text(base === undefined ? ['read-tree', '--empty'] : ['read-tree', base], { env })
  const lines = (await Promise.all(edits.map((edit) => indexLines(git, edit)))).flat()
  await git.text(['update-index', '-z', '--index-info'], { env, input: lines.join('') })
  return git.text(['write-tree'], { env })
}

/** What `update-index --index-info` reads; a folder is all its files. */
async function indexLines(git: GitDirectory, { path, mode, oid }: TreeEdit): Promise<readonly string[]> {
  if (oid === null) return [`0 ${'0'.repeat(40)}\t${path}\0`]
  if (mode !== '040000') return [`${mode} ${oid}\t${path}\0`]
  const items = await listTree(git, oid, { recursive: true })
  return items
    .filter((item) => item.type !== 'tree')
    .map((item) => `${item.mode} ${item.oid}\t${path}/${item.path}\0`)
}
