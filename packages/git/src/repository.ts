import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { GitFile } from '@slipway/core'
import { gitError } from './error.ts'
import { fetchFromOrigin } from './fetch-from-origin.ts'
import { fileVersions } from './file-versions.ts'
import { type Environment, type GitSetting, git, runGit } from './git-process.ts'
import { GitTree } from './git-tree.ts'
import { nulRecords, parseLsTree, pathText } from './listing.ts'
import { type GitObject, ObjectReader } from './object-reader.ts'
import { type GitCommit, parseCommit } from './parse-commit.ts'
import { type GitTag, parseTags, TAG_FORMAT } from './tags.ts'
import { listWorkTree, Scratch } from './work-tree.ts'

/** One path that differs between two commits. */
export interface ChangedFile {
  readonly path: string
  /** Added, modified, deleted, or of another type (file, link, submodule). */
  readonly status: 'A' | 'M' | 'D' | 'T'
}

/** A ref with what it leads to. */
export interface GitTip {
  readonly name: string
  readonly commit: string
  readonly tree: string
}

export interface FetchOptions {
  /** Commits of history to get. */
  readonly depth?: number
  /** Which objects to leave out for now, as `blob:none`. */
  readonly filter?: string
}

interface Places {
  readonly root: string
  readonly index: string
  readonly objects: string
  readonly shallow: string
}

/** A work tree with its repository, read through the `git` program; nothing but fetch() writes to it. */
export class Repository {
  /** Absolute path of the work tree. */
  readonly root: string
  readonly #places: Places
  readonly #setting: GitSetting
  readonly #objects: ObjectReader
  readonly #scratch = new Scratch()
  #withScratch: ObjectReader | undefined

  private constructor(places: Places, env: Environment) {
    this.root = places.root
    this.#places = places
    this.#setting = { cwd: places.root, env }
    this.#objects = new ObjectReader(this.#setting)
  }

  /**
   * Finds the repository whose work tree holds this folder.
   * @param env environment for Git; this process's own by default
   * @throws git/not-a-repository, git/missing, git/failed
   */
  static async open(cwd: string, env: Environment = process.env): Promise<Repository> {
    const paths = ['index', 'objects', 'shallow'].flatMap((name) => ['--git-path', name])
    const output = await runGit(['rev-parse', '--path-format=absolute', '--show-toplevel', ...paths], {
      cwd,
      env,
    })
    const [root, index, objects, shallow] = output.stdout.toString('utf8').split('\n')
    if (output.status === 0 && root && index && objects && shallow)
      return new Repository({ root, index, objects, shallow }, env)
    if (/not a git repository|must be run in a work tree/.test(output.stderr)) {
      throw gitError(
        'git/not-a-repository',
        `Cannot use "${cwd}": it is not in the work tree of a repository`,
        {
          hint: 'Run this inside a clone, or make a repository with `git init`',
        },
      )
    }
    throw gitError('git/failed', `Cannot open the repository of "${cwd}"\n${output.stderr}`)
  }

  /**
   * The files of a revision, read from its tree objects alone: no checkout, no blobs.
   * @throws git/rev-unknown
   */
  async tree(rev: string): Promise<GitTree> {
    const { oid } = await this.#object(rev, 'tree')
    const output = await git(['ls-tree', '-r', '-z', '--full-tree', oid], this.#setting, `list "${rev}"`)
    return new GitTree({ files: parseLsTree(output), oidWidth: oid.length, objects: this.#objects })
  }

  /**
   * The files that a commit of the work tree would hold: tracked ones as they are now, clean filters applied, and those
   * that are neither tracked nor ignored.
   */
  async workTree(): Promise<GitTree> {
    const { files, untracked, scratched } = await listWorkTree(this.#setting, this.#places, this.#scratch)
    const objects = scratched ? this.#scratchObjects() : this.#objects
    return new GitTree({ files, untracked, oidWidth: files[0]?.oid.length ?? 40, objects })
  }

  /**
   * Id of the commit that a revision names.
   * @throws git/rev-unknown
   */
  async resolve(rev: string): Promise<string> {
    return (await this.#object(rev, 'commit')).oid
  }

  /** Id of the commit that is checked out. @throws git/rev-unknown before the first commit */
  head(): Promise<string> {
    return this.resolve('HEAD')
  }

  /** @throws git/rev-unknown */
  async commit(rev: string): Promise<GitCommit> {
    const { oid, content } = await this.#object(rev, 'commit')
    return parseCommit(oid, content)
  }

  /** True when history ends early, as in a clone with `--depth`. */
  async isShallow(): Promise<boolean> {
    const size = statSync(this.#places.shallow, { throwIfNoEntry: false })?.size
    return size !== undefined && size > 0
  }

  /**
   * Fetches from `origin`, without tags that were not asked for. Depth and filter are for clones that are shallow
   * already: they would cut the history of a complete one.
   * Where the service fails, it is asked again.
   * @throws git/forbidden, git/failed
   */
  async fetch(refspecs: readonly string[], options: FetchOptions = {}): Promise<void> {
    const shallow = await this.isShallow()
    const limits = [
      ...(shallow && options.depth !== undefined ? [`--depth=${options.depth}`] : []),
      ...(shallow && options.filter !== undefined ? [`--filter=${options.filter}`] : []),
    ]
    await fetchFromOrigin(limits, refspecs, this.#setting)
  }

  /** The paths that differ between two revisions, in byte order; a rename is one deleted and one added. */
  async changedFiles(from: string, to: string): Promise<readonly ChangedFile[]> {
    const [before, after] = [await this.#object(from, 'tree'), await this.#object(to, 'tree')]
    const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-status', before.oid, after.oid]
    const records = nulRecords(await git(args, this.#setting, `compare "${from}" with "${to}"`))
    const changed: ChangedFile[] = []
    for (let at = 0; at + 1 < records.length; at += 2) {
      const status = records[at] as ChangedFile['status']
      changed.push({ status, path: pathText(records[at + 1] ?? '') })
    }
    return changed
  }

  /**
   * All tags that lead to a commit, by name.
   * @param pattern of their names, as for `git for-each-ref`: `flight-delay@*`
   */
  async tags(pattern = ''): Promise<readonly GitTag[]> {
    const args = ['for-each-ref', `--format=${TAG_FORMAT}`, `refs/tags/${pattern}`]
    const listed = parseTags(await git(args, this.#setting, 'list the tags'))
    const tags: GitTag[] = []
    for (const tag of listed) {
      if (tag.commit !== undefined) tags.push(tag)
      else {
        const object = await this.#objects.read(`${tag.oid}^{commit}`)
        if (object)
          tags.push({ ...tag, commit: object.oid, tree: parseCommit(object.oid, object.content).tree })
      }
    }
    return tags
  }

  /** Every ref that leads to a commit, with the commit and its tree; of refs to one tree only the first. */
  async tips(): Promise<readonly GitTip[]> {
    const args = ['for-each-ref', '--format=%(refname)']
    const names = (await git(args, this.#setting, 'list the refs')).toString('utf8').split('\n')
    const tips = new Map<string, GitTip>()
    for (const name of ['HEAD', ...names.filter((each) => each !== '')]) {
      const object = await this.#objects.read(`${name}^{commit}`)
      if (!object) continue
      const { tree } = parseCommit(object.oid, object.content)
      if (!tips.has(tree)) tips.set(tree, { name, commit: object.oid, tree })
    }
    return [...tips.values()]
  }

  /**
   * Every version of the files that a pattern names, in all that refs and the reflog lead to, and in the index.
   * @param revisions commits that no ref leads to
   */
  fileVersions(pattern: string, revisions: readonly string[] = []): Promise<readonly GitFile[]> {
    return fileVersions(pattern, revisions, this.#setting)
  }

  /** Text of a file by its object id. @throws git/failed when the object cannot be read */
  async readBlob(oid: string): Promise<string> {
    const object = await this.#objects.read(oid)
    if (object?.type === 'blob') return object.content.toString('utf8')
    throw gitError('git/failed', `Cannot read object ${oid}: it is not in the repository`, {
      hint: 'Run `git fsck`, or fetch again',
    })
  }

  /** The refs of origin that these patterns name, with what they lead to. @throws git/failed */
  async remoteRefs(patterns: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const args = ['ls-remote', '--quiet', 'origin', ...patterns]
    const text = (await git(args, this.#setting, 'list the refs of origin')).toString('utf8')
    return new Map(
      Array.from(text.matchAll(/^([0-9a-f]{40,64})\t(\S+)$/gm), ([, oid = '', name = '']) => [name, oid]),
    )
  }

  /** Whether the index holds this file, or a file below this folder. */
  async tracks(path: string): Promise<boolean> {
    const args = ['--literal-pathspecs', 'ls-files', '-z', '--', path]
    return (await git(args, this.#setting, `look for "${path}" in the index`)).length > 0
  }

  /** Whether Git would pass over this path, which is not tracked. */
  async ignores(path: string): Promise<boolean> {
    const output = await runGit(['check-ignore', '--quiet', '--', path], this.#setting)
    if (output.status === 0 || output.status === 1) return output.status === 0
    throw gitError('git/failed', `Cannot tell whether "${path}" is ignored\n${output.stderr}`)
  }

  /**
   * What Git's attributes say of paths, by path; those without a value are left out.
   * @param name of the attribute, such as `filter`
   */
  async attribute(name: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const input = paths.map((path) => `${path}\0`).join('')
    const args = ['check-attr', '-z', '--stdin', name]
    const records = nulRecords(await git(args, this.#setting, `read the attribute "${name}"`, input))
    const values = new Map<string, string>()
    for (let at = 0; at + 2 < records.length; at += 3) {
      const value = records[at + 2] ?? 'unspecified'
      if (value !== 'unspecified') values.set(pathText(records[at] ?? ''), value)
    }
    return values
  }

  /** Where Git LFS keeps its objects on this machine. @see https://github.com/git-lfs/git-lfs/blob/main/docs/man/git-lfs-config.adoc */
  async lfsFolder(): Promise<string> {
    const read = async (args: readonly string[]) =>
      (await runGit(args, this.#setting)).stdout.toString('utf8').trimEnd()
    const common = await read(['rev-parse', '--path-format=absolute', '--git-common-dir'])
    return resolve(common, (await read(['config', '--type=path', '--get', 'lfs.storage'])) || 'lfs')
  }

  /** Address of the remote `origin`, without user and password; undefined when there is none. */
  async originUrl(): Promise<string | undefined> {
    const output = await runGit(['config', '--get', 'remote.origin.url'], this.#setting)
    const url = output.stdout.toString('utf8').trimEnd()
    return output.status === 0 && url !== '' ? url.replace(/^(https?:\/\/)[^/@]*@/, '$1') : undefined
  }

  /** Reads the blobs of changed files too. */
  #scratchObjects(): ObjectReader {
    this.#withScratch ??= new ObjectReader(this.#scratch.setting(this.#setting, this.#places))
    return this.#withScratch
  }

  /** Name of the branch that origin calls its default; of the present branch where origin does not say. */
  async defaultBranch(): Promise<string> {
    const origin = await runGit(
      ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'],
      this.#setting,
    )
    if (origin.status === 0)
      return origin.stdout
        .toString('utf8')
        .trim()
        .replace(/^origin\//, '')
    const own = await runGit(['symbolic-ref', '--quiet', '--short', 'HEAD'], this.#setting)
    return own.status === 0 ? own.stdout.toString('utf8').trim() : 'main'
  }

  async #object(rev: string, type: 'commit' | 'tree'): Promise<GitObject> {
    const object = await this.#objects.read(`${rev}^{${type}}`)
    if (object?.type === type) return object
    if (rev === 'HEAD')
      throw gitError('git/rev-unknown', `Cannot read "${this.root}": its branch has no commit yet`, {
        hint: 'Commit first: git add --all && git commit',
      })
    throw gitError('git/rev-unknown', `Cannot find "${rev}" in "${this.root}": there is no such ${type}`, {
      hint: (await this.isShallow())
        ? 'This clone is shallow: fetch the commit first, or check out with `fetch-depth: 0`'
        : 'Fetch it first, or look at `git log --all`',
    })
  }
}
