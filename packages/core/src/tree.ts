import { type Digest, digestOf, hexOf, isDigest } from './digest.ts'
import { coreError } from './error.ts'
import { parseCount } from './parse-count.ts'
import type { Kind } from './pointer.ts'

/** One name in a directory. For a tree, `bytes` is the sum over the files below it. @see docs/formats/tree.md */
export interface TreeEntry {
  readonly name: string
  readonly kind: Kind
  readonly oid: Digest
  readonly bytes: number
}

/** One directory: entries in the order of their names' UTF-8 bytes. */
export type Tree = readonly TreeEntry[]

const HEADER = 'slipway-tree 1\n'
const LETTER = { file: 'f', executable: 'x', tree: 't' } as const
const KIND: Record<string, Kind> = { f: 'file', x: 'executable', t: 'tree' }
/** The order of the names' UTF-8 bytes, without encoding them. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (one !== other) return byteRank(one) - byteRank(other)
  }
  return a.length - b.length
}

/** Characters beyond U+FFFF stand for two units below U+E000, and come after it in UTF-8. */
function byteRank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

// Control characters and "%" are the only bytes that are escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the grammar is about control characters
const ESCAPED = /[\x00-\x1f\x7f%]/g

function escapeName(name: string): string {
  return name.replace(ESCAPED, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

function unescapeName(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Why this name cannot stand in a tree, or undefined. */
export function nameProblem(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return 'it is not a file name'
  if (name.includes('/')) return 'it holds "/"'
  if (name.includes('\0')) return 'it holds a NUL byte'
  if (!name.isWellFormed() || name.includes('\uFFFD')) return 'it is not valid UTF-8'
  return undefined
}

function isInOrder(tree: Tree): boolean {
  for (let at = 1; at < tree.length; at++)
    if (compareNames(tree[at - 1]?.name ?? '', tree[at]?.name ?? '') >= 0) return false
  return true
}

/**
 * Canonical text of one directory.
 * @throws core/tree-unstorable for a name that cannot be stored, a duplicate, or two names that differ only in case
 */
export function formatTree(tree: Tree): string {
  const folded = new Map<string, string>()
  const entries = isInOrder(tree) ? tree : [...tree].sort((a, b) => compareNames(a.name, b.name))
  for (const { name } of entries) {
    const problem = nameProblem(name)
    if (problem)
      throw coreError('core/tree-unstorable', `Cannot store "${name}": ${problem}`, { hint: 'Rename it' })
    const lower = name.toLowerCase()
    const twin = folded.get(lower)
    if (twin !== undefined) {
      throw coreError(
        'core/tree-unstorable',
        `Cannot store "${name}" beside "${twin}": the names differ only in case`,
        {
          hint: 'Rename one of them: Windows and macOS cannot hold both',
        },
      )
    }
    folded.set(lower, name)
  }
  return HEADER + entries.map((e) => `${LETTER[e.kind]} ${e.oid} ${e.bytes} ${escapeName(e.name)}\n`).join('')
}

/**
 * Reads the canonical text of one directory and nothing else.
 * @throws core/tree-invalid
 */
export function parseTree(text: string, oid: Digest): Tree {
  const bad = (found: string) =>
    coreError(
      'core/tree-invalid',
      `Cannot read tree ${oid}: ${found}; expected the grammar of docs/formats/tree.md`,
    )
  if (!text.startsWith(HEADER)) throw bad('no header')
  if (!text.endsWith('\n')) throw bad('no final line feed')
  const tree: TreeEntry[] = []
  let previous: string | undefined
  for (let at = HEADER.length, end = 0; at < text.length; at = end + 1) {
    end = text.indexOf('\n', at)
    const entry = parseEntry(text, at, end, bad)
    if (previous !== undefined && compareNames(previous, entry.name) >= 0)
      throw bad(`"${escapeName(entry.name)}" is out of order`)
    previous = entry.name
    tree.push(entry)
  }
  if (new Set(tree.map((entry) => entry.name.toLowerCase())).size !== tree.length)
    throw bad('two names differ only in case')
  return tree
}

/** Where the fields of a line stand: the digest after the kind, the size after the digest. */
const [DIGEST_AT, BYTES_AT] = [2, 74]

function parseEntry(text: string, start: number, end: number, bad: (found: string) => Error): TreeEntry {
  const kind = KIND[text.charAt(start)]
  const oid = text.slice(start + DIGEST_AT, start + BYTES_AT - 1)
  const nameAt = text.indexOf(' ', start + BYTES_AT) + 1
  const bytes = parseCount(text.slice(start + BYTES_AT, nameAt - 1))
  const escaped = text.slice(nameAt, end)
  const spaced = text.charAt(start + 1) === ' ' && text.charAt(start + BYTES_AT - 1) === ' '
  if (!kind || !spaced || !isDigest(oid) || nameAt > end || nameAt === 0 || bytes === undefined)
    throw bad(`line "${text.slice(start, Math.min(end, start + 120))}"`)
  const name = unescapeName(escaped)
  if (escapeName(name) !== escaped) throw bad(`name "${escaped}" has another encoding`)
  const problem = nameProblem(name)
  if (problem !== undefined) throw bad(`name "${escaped}": ${problem}`)
  return { name, kind, oid, bytes }
}

/** A directory with everything below it: every tree by its digest. */
export interface TreeBundle {
  readonly root: Digest
  readonly trees: ReadonlyMap<Digest, Tree>
}

/** The object `t/<root>`: the root's text, then each sub-tree's, in path order, each distinct tree once. */
export function formatTreeBundle(bundle: TreeBundle): string {
  return [...treeTexts(bundle)].join('')
}

/** The same text by text: of a million files all of it at once would be hundreds of megabytes. */
export function* treeTexts(bundle: TreeBundle): Generator<string> {
  const seen = new Set<Digest>()
  const waiting = [bundle.root]
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    if (seen.has(oid)) continue
    seen.add(oid)
    const tree = bundle.trees.get(oid)
    if (!tree)
      throw coreError('core/tree-invalid', `Cannot write tree ${bundle.root}: sub-tree ${oid} is missing`)
    yield formatTree(tree)
    for (const entry of tree.toReversed()) if (entry.kind === 'tree') waiting.push(entry.oid)
  }
}

/**
 * Reads `t/<root>`: each text must have the digest that its parent names, and nothing may be left over.
 * @throws core/tree-invalid
 */
export function parseTreeBundle(text: string, root: Digest): TreeBundle {
  const bad = (found: string) => coreError('core/tree-invalid', `Cannot read tree ${root}: ${found}`)
  const texts = text.split(/(?<=\n)(?=slipway-tree 1\n)/)
  const trees = new Map<Digest, Tree>()
  let next = 0
  const visit = (oid: Digest) => {
    if (trees.has(oid)) return
    const part = texts[next++]
    if (part === undefined) throw bad(`sub-tree ${oid} is missing`)
    const found = digestOf(part)
    if (found !== oid) throw bad(`a part has digest ${found}; expected ${oid}`)
    const tree = parseTree(part, oid)
    trees.set(oid, tree)
    for (const entry of tree) if (entry.kind === 'tree') visit(entry.oid)
  }
  visit(root)
  if (next !== texts.length) throw bad(`${texts.length - next} parts are left over`)
  return { root, trees }
}

/** A file somewhere below a tree. */
export interface TreeFile {
  readonly path: string
  readonly kind: 'file' | 'executable'
  readonly oid: Digest
  readonly bytes: number
}

/** All files below the root, in path order, "/" between names. */
export function* walkTree(bundle: TreeBundle, oid: Digest = bundle.root, prefix = ''): Generator<TreeFile> {
  for (const entry of bundle.trees.get(oid) ?? []) {
    if (entry.kind === 'tree') yield* walkTree(bundle, entry.oid, `${prefix}${entry.name}/`)
    else yield { path: prefix + entry.name, kind: entry.kind, oid: entry.oid, bytes: entry.bytes }
  }
}

/** The entry at a path below the root ("a/b"), or undefined. The empty path is the root itself. */
export function entryAt(bundle: TreeBundle, path: string): Omit<TreeEntry, 'name'> | undefined {
  const bytesOf = (oid: Digest) => (bundle.trees.get(oid) ?? []).reduce((sum, entry) => sum + entry.bytes, 0)
  let current: Omit<TreeEntry, 'name'> = { kind: 'tree', oid: bundle.root, bytes: bytesOf(bundle.root) }
  for (const name of path === '' ? [] : path.split('/')) {
    if (current.kind !== 'tree') return undefined
    const entry = bundle.trees.get(current.oid)?.find((candidate) => candidate.name === name)
    if (!entry) return undefined
    current = { kind: entry.kind, oid: entry.oid, bytes: entry.bytes }
  }
  return current
}

/** Where a tree bundle lies in a store, below `t/`. */
export function treePath(oid: Digest): string {
  return `t/${hexOf(oid).slice(0, 2)}/${hexOf(oid)}`
}
