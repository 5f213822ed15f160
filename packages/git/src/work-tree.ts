import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GitSetting, git } from './git-process.ts'
import { type IndexListing, parseLsFiles } from './listing.ts'

/** The places inside a repository that a copy of its index needs. */
export interface IndexPlaces {
  readonly index: string
  readonly objects: string
}

export interface WorkTreeListing extends Pick<IndexListing, 'files' | 'untracked'> {
  /** True when blobs of changed files lie in the scratch folder. */
  readonly scratched: boolean
}

/**
 * Lists what a commit of the work tree would hold. One look settles it when nothing differs from the index; otherwise
 * a copy of the index takes the changes, and new blobs go to a folder of their own, so neither the index nor the
 * objects of the repository are touched.
 * @param setting its `cwd` is the root of the work tree
 */
export async function listWorkTree(
  setting: GitSetting,
  places: IndexPlaces,
  scratch: Scratch,
): Promise<WorkTreeListing> {
  const action = `list the work tree "${setting.cwd}"`
  const look = [
    '-t',
    '--stage',
    '--cached',
    '--others',
    '--modified',
    '--deleted',
    '--exclude-standard',
    '-z',
  ]
  const seen = parseLsFiles(await git(['ls-files', ...look], setting, action))
  if (seen.clean && seen.untracked.length === 0) return { ...seen, scratched: false }
  const index = scratch.copyIndex(places)
  try {
    const { cwd, env } = scratch.setting(setting, places)
    const copied = { cwd, env: { ...env, GIT_INDEX_FILE: index } }
    await git([...QUICK, 'add', '--all'], copied, action)
    const { files } = parseLsFiles(await git(['ls-files', '--stage', '-z'], copied, action))
    return { files, untracked: seen.untracked, scratched: true }
  } finally {
    rmSync(index, { force: true })
  }
}

/** The copy is thrown away: no compression, no fsync, no shared index beside the real one, no advice, no line-end veto. */
const QUICK = [
  ...['-c', 'core.compression=0', '-c', 'core.looseCompression=0', '-c', 'core.fsync=none'],
  ...['-c', 'core.splitIndex=false', '-c', 'core.safecrlf=false', '-c', 'advice.addEmbeddedRepo=false'],
]

const PREFIX = 'slipway-git-'
const STALE_MS = 24 * 3600 * 1000
const folders = new Set<string>()

/** A folder for copies of an index and for new blobs, made when it is needed and removed when this process ends. */
export class Scratch {
  #folder: string | undefined
  #copies = 0

  /** How to run Git so that it finds the blobs in here too, and writes new ones nowhere else. */
  setting(setting: GitSetting, places: IndexPlaces): GitSetting {
    const objects = join(this.#open(places), 'objects')
    return { cwd: setting.cwd, env: { ...setting.env, GIT_OBJECT_DIRECTORY: objects } }
  }

  copyIndex(places: IndexPlaces): string {
    const copy = join(this.#open(places), `index-${++this.#copies}`)
    try {
      // Git reads again what changed in or after the second in which its index was written: a copy has to be as old, or it would
      // take a file that was rewritten in that second for the one that it knows.
      const second = Math.floor(statSync(places.index).mtimeMs / 1000)
      copyFileSync(places.index, copy)
      utimesSync(copy, second, second)
    } catch (error) {
      // A repository in which nothing was ever added has no index.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    return copy
  }

  #open(places: IndexPlaces): string {
    if (this.#folder !== undefined) return this.#folder
    removeStale()
    const folder = mkdtempSync(join(tmpdir(), PREFIX))
    if (folders.size === 0) process.once('exit', removeAll)
    folders.add(folder)
    mkdirSync(join(folder, 'objects', 'info'), { recursive: true })
    writeFileSync(join(folder, 'objects', 'info', 'alternates'), `${places.objects}\n`)
    this.#folder = folder
    return folder
  }
}

/** Clears away what killed processes left a day ago. */
function removeStale(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name)
    const stats = statSync(folder, { throwIfNoEntry: false })
    const ours = stats && stats.uid === process.getuid?.() && Date.now() - stats.mtimeMs > STALE_MS
    if (ours) rmSync(folder, { recursive: true, force: true })
  }
}

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}
