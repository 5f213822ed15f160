import { posix } from 'node:path'

/** A file or folder that Git LFS holds whole. */
export interface LfsTarget {
  readonly target: string
  readonly kind: 'file' | 'folder'
  /** Paths of its files, relative to the root. */
  readonly files: readonly string[]
}

export interface LfsPlan {
  readonly targets: readonly LfsTarget[]
  /** Folders that somebody asked for and that hold something else too, and the first such file. */
  readonly mixed: readonly { readonly path: string; readonly file: string }[]
  /** Paths that somebody asked for, with nothing in LFS. */
  readonly unknown: readonly string[]
}

/**
 * Decides what becomes a target: the outermost folders of which every file that Git tracks is in LFS, two or more of
 * them, and the other files one by one. The repository itself is never one.
 * @param tracked all paths of the repository
 * @param asked paths of files or folders; each folder becomes one target; empty for everything
 */
export function planLfsTargets(
  tracked: readonly string[],
  inLfs: ReadonlySet<string>,
  asked: readonly string[],
): LfsPlan {
  const plan: { targets: LfsTarget[]; mixed: { path: string; file: string }[]; unknown: string[] } = {
    targets: [],
    mixed: [],
    unknown: [],
  }
  for (const path of new Set(asked)) {
    const files = tracked.filter((file) => file.startsWith(`${path}/`))
    const other = files.find((file) => !inLfs.has(file))
    if (inLfs.has(path)) plan.targets.push({ target: path, kind: 'file', files: [path] })
    else if (!files.some((file) => inLfs.has(file))) plan.unknown.push(path)
    else if (other !== undefined) plan.mixed.push({ path, file: other })
    else plan.targets.push({ target: path, kind: 'folder', files })
  }
  if (asked.length > 0) return plan
  const impure = new Set(tracked.filter((file) => !inLfs.has(file)).flatMap(foldersAbove))
  const folders = new Map<string, string[]>()
  for (const file of inLfs) {
    // From the outside in: the first folder that holds nothing else.
    const whole = foldersAbove(file)
      .reverse()
      .find((folder) => !impure.has(folder))
    const key = whole ?? file
    folders.set(key, [...(folders.get(key) ?? []), file])
  }
  for (const [target, files] of folders) {
    const [only] = files
    if (files.length > 1) plan.targets.push({ target, kind: 'folder', files })
    else if (only !== undefined) plan.targets.push({ target: only, kind: 'file', files })
  }
  plan.targets.sort((a, b) => (a.target < b.target ? -1 : 1))
  return plan
}

/** The folders around a file, innermost first, without the repository itself. */
function foldersAbove(file: string): string[] {
  const folders: string[] = []
  for (let folder = posix.dirname(file); folder !== '.'; folder = posix.dirname(folder)) folders.push(folder)
  return folders
}
