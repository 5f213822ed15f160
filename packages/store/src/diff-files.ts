import {
  compareNames,
  type Digest,
  type Output,
  type Tree,
  type TreeEntry,
  type TreeFile,
} from '@slipway/core'

/** One file on both sides. */
export interface FilePair {
  readonly before: TreeFile
  readonly after: TreeFile
}

/** What became of the files of an output, each list in path order. The path of an output that is one file is empty. */
export interface FileChanges {
  readonly added: readonly TreeFile[]
  /** Other bytes under the same path, or the same bytes that became executable or no longer are. */
  readonly changed: readonly FilePair[]
  readonly removed: readonly TreeFile[]
  /** The same bytes under another path; an empty file is never one of them. */
  readonly renamed: readonly FilePair[]
}

/**
 * Compares two outputs file by file; equal sub-trees are passed over.
 * @param treeOf the trees of both sides by digest; what it does not know holds nothing
 * @param most entries to look at: a small tree can stand for any number of files
 * @returns undefined where there are more than `most`
 */
export function diffFiles(
  before: Output | undefined,
  after: Output | undefined,
  treeOf: (oid: Digest) => Tree | undefined,
  most = Number.POSITIVE_INFINITY,
): FileChanges | undefined {
  const gone: TreeFile[] = []
  const come: TreeFile[] = []
  const changed: FilePair[] = []
  const left: Place[] = [{ path: '', before, after }]
  for (let looked = 0; left.length > 0; looked++) {
    if (looked > most) return undefined
    const place = left.pop() as Place
    if (place.before?.oid === place.after?.oid && place.before?.kind === place.after?.kind) continue
    const [old, now] = [fileOf(place.path, place.before), fileOf(place.path, place.after)]
    if (old && now) changed.push({ before: old, after: now })
    else if (old) gone.push(old)
    else if (now) come.push(now)
    for (const below of placesBelow(place, treeOf)) left.push(below)
  }
  return { changed: changed.sort((a, b) => byPath(a.after, b.after)), ...pairRenamed(gone, come) }
}

/** A path with what stands there on each side. */
interface Place {
  readonly path: string
  readonly before: Output | undefined
  readonly after: Output | undefined
}

function fileOf(path: string, output: Output | undefined): TreeFile | undefined {
  if (!output || output.kind === 'tree') return undefined
  return { path, kind: output.kind, oid: output.oid, bytes: output.bytes }
}

function* placesBelow(
  { path, before, after }: Place,
  treeOf: (oid: Digest) => Tree | undefined,
): Generator<Place> {
  const entriesOf = (output: Output | undefined) =>
    new Map<string, TreeEntry>(
      (output?.kind === 'tree' ? (treeOf(output.oid) ?? []) : []).map((entry) => [entry.name, entry]),
    )
  const [old, now] = [entriesOf(before), entriesOf(after)]
  const at = (name: string): Place => ({
    path: path === '' ? name : `${path}/${name}`,
    before: old.get(name),
    after: now.get(name),
  })
  for (const name of old.keys()) yield at(name)
  for (const name of now.keys()) if (!old.has(name)) yield at(name)
}

/** Each file that came is paired with one that went and holds the same bytes, in path order. */
function pairRenamed(gone: TreeFile[], come: TreeFile[]): Pick<FileChanges, 'added' | 'removed' | 'renamed'> {
  const byDigest = new Map<Digest, TreeFile[]>()
  // The last first, so that the first is popped first.
  for (const file of gone.sort(byPath).toReversed()) {
    const same = byDigest.get(file.oid)
    if (same) same.push(file)
    else if (file.bytes > 0) byDigest.set(file.oid, [file])
  }
  const renamed: FilePair[] = []
  const added: TreeFile[] = []
  for (const after of come.sort(byPath)) {
    const before = byDigest.get(after.oid)?.pop()
    if (before) renamed.push({ before, after })
    else added.push(after)
  }
  const moved = new Set(renamed.map(({ before }) => before))
  return { added, renamed, removed: gone.filter((file) => !moved.has(file)) }
}

function byPath(a: TreeFile, b: TreeFile): number {
  return compareNames(a.path, b.path)
}
