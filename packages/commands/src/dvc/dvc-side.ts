import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { GitTree, Repository } from '@slipway/git'
import type { PlotFiles } from '../report/gather-plots.ts'
import { DvcConfig } from './dvc-config.ts'
import { type DvcOut, parseDvcLock } from './parse-dvc-file.ts'
import { type DvcShown, parseDvcYaml } from './parse-dvc-yaml.ts'
import { translateStages } from './translate-stages.ts'

/** A revision, or the work tree, as DVC would show it: what stands in Git, and what its cache on this machine has. */
export interface DvcSide extends PlotFiles {
  readonly shown: DvcShown
}

/** Largest file that is read: numbers and curves, not data. */
const MOST_BYTES = 8 * 1024 * 1024

type Environment = Readonly<Record<string, string | undefined>>

/** Opens one side; undefined where it has no dvc.yaml. @param rev a revision; the work tree without */
export async function openDvcSide(
  repository: Repository,
  rev: string | undefined,
  env: Environment,
): Promise<DvcSide | undefined> {
  const tree = rev === undefined ? await repository.workTree() : await repository.tree(rev)
  const files = [...tree.paths()].filter((path) => posix.basename(path) === 'dvc.yaml')
  if (files.length === 0) return undefined
  const shown: DvcShown[] = []
  for (const file of files) shown.push(parseDvcYaml((await tree.readText(file)) ?? '', file))
  const cached = await cachedFiles(tree, files, repository.root, env)
  const wanted: DvcShown = {
    metrics: [...new Set(shown.flatMap(({ metrics }) => metrics))],
    plots: shown.flatMap(({ plots }) => plots),
    params: [...new Set(shown.flatMap(({ params }) => params))],
  }
  return {
    shown: wanted,
    paths: [...new Set([...tree.paths(), ...cached.keys()])],
    readText: async (path) => {
      const inGit = await tree.readText(path)
      if (inGit !== undefined) return inGit
      // DVC keeps its outputs out of Git; in the work tree they lie where they belong.
      const here =
        rev === undefined && isBelow(path) ? await readSmall(join(repository.root, path)) : undefined
      const object = cached.get(path)
      return here ?? (object === undefined ? undefined : await readSmall(object))
    },
  }
}

const isBelow = (path: string) => !path.startsWith('/') && !path.split('/').includes('..')

/** What dvc.lock names and the cache holds: path → file of the cache. */
async function cachedFiles(
  tree: GitTree,
  files: readonly string[],
  root: string,
  env: Environment,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const file of files) {
    const folder = posix.dirname(file)
    const lock = await tree.readText(posix.join(folder, 'dvc.lock'))
    if (lock === undefined) continue
    const { wdirs } = translateStages((await tree.readText(file)) ?? '', file)
    const { cache } = new DvcConfig(join(root, projectOf(folder, tree)), env)
    const { outs } = parseDvcLock(lock, posix.join(folder, 'dvc.lock'), wdirs)
    for (const out of outs) for (const [path, object] of await objectsOf(out, cache)) found.set(path, object)
  }
  return found
}

function projectOf(folder: string, tree: GitTree): string {
  for (let at = folder; at !== '.'; at = posix.dirname(at))
    if (tree.file(posix.join(at, '.dvc/config'))) return at
  return '.'
}

async function objectsOf(
  { path, md5 }: DvcOut,
  cache: string,
): Promise<readonly (readonly [string, string])[]> {
  const objectAt = (hash: string) => join(cache, 'files', 'md5', hash.slice(0, 2), hash.slice(2))
  if (!md5.endsWith('.dir')) return [[path, objectAt(md5)]]
  const listing = await readSmall(objectAt(md5))
  const entries: unknown = listing === undefined ? [] : JSON.parse(listing)
  return (Array.isArray(entries) ? entries : []).flatMap((entry: { md5?: unknown; relpath?: unknown }) =>
    typeof entry.md5 === 'string' && typeof entry.relpath === 'string' && isBelow(entry.relpath)
      ? [[posix.join(path, entry.relpath), objectAt(entry.md5)] as const]
      : [],
  )
}

async function readSmall(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file)
    return bytes.length > MOST_BYTES ? undefined : bytes.toString('utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined
    throw error
  }
}
