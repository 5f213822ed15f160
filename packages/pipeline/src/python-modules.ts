import { posix } from 'node:path'
import type { SourceTree } from './plan-input.ts'
import type { PythonImport } from './python-imports.ts'

/**
 * The files of the tree that an import runs: the module, the `__init__.py` of every package on the way, and sub-modules
 * that `from` takes; empty for what is not in the tree.
 * @param file the importing file
 * @param roots folders in which absolute imports are looked for, first one first; `.` is the repository root
 */
export function moduleFiles(
  tree: SourceTree,
  { level, module, names }: PythonImport,
  file: string,
  roots: readonly string[],
): string[] {
  const parts = module === '' ? [] : module.split('.')
  const search = level === 0 ? roots : [posix.join(posix.dirname(file), '../'.repeat(level - 1))]
  for (const root of search) {
    if (root.startsWith('..')) continue
    const files = inFolder(tree, root, parts, names)
    if (files.length > 0) return files.filter((each) => each !== file)
  }
  return []
}

function inFolder(
  tree: SourceTree,
  root: string,
  parts: readonly string[],
  names: readonly string[],
): string[] {
  const files: string[] = []
  let folder = root
  for (const [index, part] of parts.entries()) {
    const next = posix.join(folder, part)
    const package_ = posix.join(next, '__init__.py')
    if (tree.file(package_)) files.push(package_)
    else if (tree.file(`${next}.py`)) return [...files, `${next}.py`]
    // A folder without __init__.py is a package too, but only one with Python below it is meant.
    else if (!tree.under(next).some(({ path }) => path.endsWith('.py'))) return index === 0 ? [] : files
    folder = next
  }
  if (parts.length === 0 && tree.file(posix.join(folder, '__init__.py')))
    files.push(posix.join(folder, '__init__.py'))
  for (const name of names) {
    const next = posix.join(folder, name)
    const found = [posix.join(next, '__init__.py'), `${next}.py`].find((each) => tree.file(each))
    if (found !== undefined) files.push(found)
  }
  return files
}
