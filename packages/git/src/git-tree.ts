import { compareNames, type GitFile } from '@slipway/core'
import { gitError } from './error.ts'
import type { ListedFile } from './listing.ts'
import type { ObjectReader } from './object-reader.ts'
import { treeOid } from './tree-oid.ts'

interface GitTreeContent {
  /** In the order of their paths' bytes, as Git lists them. */
  readonly files: readonly ListedFile[]
  readonly untracked?: readonly string[]
  readonly oidWidth: number
  readonly objects: ObjectReader
}

/** The files of one commit, or those that a commit of the work tree would hold. */
export class GitTree {
  /** Files that are neither tracked nor ignored; they stand in the tree like the others. */
  readonly untracked: readonly string[]
  readonly #content: GitTreeContent
  readonly #byPath: ReadonlyMap<string, GitFile>
  #oid: string | undefined

  constructor(content: GitTreeContent) {
    this.#content = content
    this.untracked = content.untracked ?? []
    this.#byPath = new Map(content.files.map((file) => [file.path, file]))
  }

  /** The tree's object id; the tree itself need not be in the repository. */
  get oid(): string {
    this.#oid ??= treeOid(this.#content.files, this.#content.oidWidth)
    return this.#oid
  }

  file(path: string): GitFile | undefined {
    return this.#byPath.get(path)
  }

  paths(): Iterable<string> {
    return this.#byPath.keys()
  }

  /** The files below a folder, in byte order, with their paths below it; `.` is the whole tree. */
  under(folder: string): readonly GitFile[] {
    const { files } = this.#content
    if (folder === '.' || folder === '') return files
    const prefix = `${folder}/`
    const found: GitFile[] = []
    for (let i = this.#firstFrom(prefix); files[i]?.path.startsWith(prefix); i++) {
      const { mode, oid, path } = files[i] as ListedFile
      found.push({ mode, oid, path: path.slice(prefix.length) })
    }
    return found
  }

  /**
   * The content of a regular file as text (bytes that are no UTF-8 become U+FFFD); undefined for a path that is not in
   * the tree, a symbolic link and a submodule.
   * @throws git/failed when the object cannot be read
   */
  async readText(path: string): Promise<string | undefined> {
    const file = this.#byPath.get(path)
    if (!file?.mode.startsWith('100')) return undefined
    const object = await this.#content.objects.read(file.oid)
    if (object) return object.content.toString('utf8')
    throw gitError('git/failed', `Cannot read "${path}": object ${file.oid} is not in the repository`, {
      hint: 'Run `git fsck`, or fetch the commit again',
    })
  }

  /** Index of the first file whose path is not before `prefix`. */
  #firstFrom(prefix: string): number {
    const { files } = this.#content
    let low = 0
    let high = files.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareNames(files[middle]?.path ?? '', prefix) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
