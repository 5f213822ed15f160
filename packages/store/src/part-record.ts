import { type Digest, isDigest } from '@slipway/core'
import { storeError } from './error.ts'

/** Which part of a target was put into the workspace on purpose. @see docs/formats/pointer.md */
export interface PartRecord {
  /** The tree that it is a part of. */
  readonly oid: Digest
  /** The part itself, as a tree. */
  readonly part: Digest
  /** Files and folders of the tree, each once, in any order. */
  readonly paths: readonly string[]
}

const HEADER = 'slipway-part 1'

export function formatPartRecord({ oid, part, paths }: PartRecord): string {
  const lines = [...new Set(paths)].sort().map((path) => `path ${JSON.stringify(path)}`)
  return `${[HEADER, `oid ${oid}`, `part ${part}`, ...lines].join('\n')}\n`
}

/** @throws store/record-corrupt */
export function parsePartRecord(text: string, file: string): PartRecord {
  const [header, oid, part, ...lines] = text.split('\n')
  const [whole, own] = [wordAfter('oid', oid), wordAfter('part', part)]
  if (header !== HEADER || !isDigest(whole) || !isDigest(own) || lines.pop() !== '') throw corrupt(file)
  return { oid: whole, part: own, paths: lines.map((line) => parsePath(line, file)) }
}

/** Empty where the line is another one. */
function wordAfter(key: string, line = ''): string {
  return line.startsWith(`${key} `) ? line.slice(key.length + 1) : ''
}

function parsePath(line: string, file: string): string {
  try {
    const path: unknown = JSON.parse(wordAfter('path', line))
    if (typeof path === 'string') return path
  } catch {
    // Told below, like every other line that is none.
  }
  throw corrupt(file)
}

function corrupt(file: string): Error {
  return storeError(
    'store/record-corrupt',
    `Cannot read "${file}": it does not say which part of a target is here; expected the grammar of docs/formats/pointer.md`,
    { hint: 'Remove the file, then get the whole target with `slipway data pull --force`' },
  )
}
