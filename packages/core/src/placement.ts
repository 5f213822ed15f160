import { compareDigests, type Digest, hexOf } from './digest.ts'
import { coreError } from './error.ts'
import { parseCount } from './parse-count.ts'

/** A piece in which content lies in a store, with its size. */
export interface PlacedPiece {
  readonly oid: Digest
  readonly bytes: number
}

/** Where the pieces of a blob or of a tree lie: a hint, which decides nothing. @see docs/formats/pack.md */
export interface Placement {
  /** Of a blob: in order. */
  readonly parts: readonly PlacedPiece[]
  /** Of a root tree: the packs in which files of it lie, in any order. */
  readonly packs: readonly PlacedPiece[]
}

const HEADER = 'slipway-place 1'
const LINE = /^(part|pack) ([0-9a-f]{64}) ([0-9]+)$/

/** Where the placement of a blob or root tree lies in a store. */
export function placementPath(oid: Digest): string {
  return `x/${hexOf(oid).slice(0, 2)}/${hexOf(oid)}`
}

export function formatPlacement({ parts = [], packs = [] }: Partial<Placement>): string {
  const sorted = [...packs].sort((a, b) => compareDigests(a.oid, b.oid))
  const lines = [
    ...parts.map(({ oid, bytes }) => `part ${hexOf(oid)} ${bytes}`),
    ...sorted.map(({ oid, bytes }) => `pack ${hexOf(oid)} ${bytes}`),
  ]
  return `${[HEADER, ...lines].join('\n')}\n`
}

/** @throws core/placement-invalid */
export function parsePlacement(text: string): Placement {
  const [header, ...lines] = text.split('\n')
  if (header !== HEADER || lines.pop() !== '') throw invalid('no header, or no final line feed')
  const found: Record<'part' | 'pack', PlacedPiece[]> = { part: [], pack: [] }
  for (const line of lines) {
    const [, kind, hex, size = ''] = LINE.exec(line) ?? []
    const bytes = parseCount(size)
    if (kind === undefined || bytes === undefined) throw invalid(`line "${line.slice(0, 120)}"`)
    found[kind as 'part' | 'pack'].push({ oid: `sha256:${hex}`, bytes })
  }
  if (found.part.length > 0 && found.pack.length > 0) throw invalid('it names parts and packs')
  return { parts: found.part, packs: found.pack }
}

function invalid(found: string): Error {
  return coreError(
    'core/placement-invalid',
    `Cannot read a placement: ${found}; expected the grammar of docs/formats/pack.md`,
  )
}
