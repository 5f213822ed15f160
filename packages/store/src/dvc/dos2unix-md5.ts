import { createHash, type Hash } from 'node:crypto'

/** DVC reads files in pieces of this size, and each of them is text or is not: dvc_data/hashfile/hash.py. */
const PIECE_BYTES = 1 << 20
/** What it looks at to tell: dvc_data/hashfile/istextfile.py. */
const LOOKED_AT_BYTES = 512
const MOST_STRANGE = 0.3
const CR = 0x0d
const LF = 0x0a

/**
 * The MD5 of DVC 2 (`md5-dos2unix`): of text, each CR LF counts as LF. Whether a piece is text was decided by the file's
 * first piece in some versions and by each piece in others, so a large file can have two such digests.
 */
export class Dos2UnixMd5 {
  #piece: Buffer[] = []
  #bytes = 0
  #firstIsText: boolean | undefined
  readonly #byPiece: Hash = createHash('md5')
  /** Kept only once the two differ. */
  #byFile: Hash | undefined

  update(chunk: Uint8Array): void {
    let rest = Buffer.from(chunk)
    while (this.#bytes + rest.length >= PIECE_BYTES) {
      this.#piece.push(rest.subarray(0, PIECE_BYTES - this.#bytes))
      rest = rest.subarray(PIECE_BYTES - this.#bytes)
      this.#close()
    }
    this.#piece.push(rest)
    this.#bytes += rest.length
  }

  /** To be called once, at the end. */
  digests(): readonly string[] {
    this.#close()
    const byPiece = this.#byPiece.digest('hex')
    return this.#byFile ? [byPiece, this.#byFile.digest('hex')] : [byPiece]
  }

  #close(): void {
    const piece = Buffer.concat(this.#piece)
    this.#piece = []
    this.#bytes = 0
    if (piece.length === 0) return
    const isText = looksLikeText(piece.subarray(0, LOOKED_AT_BYTES))
    this.#firstIsText ??= isText
    if (isText !== this.#firstIsText) this.#byFile ??= this.#byPiece.copy()
    this.#byFile?.update(this.#firstIsText ? withoutReturns(piece) : piece)
    this.#byPiece.update(isText ? withoutReturns(piece) : piece)
  }
}

/** DVC's rule: no NUL, and at most 30 % of other bytes than printable ASCII, LF, CR, tab, form feed and backspace. */
function looksLikeText(block: Uint8Array): boolean {
  if (block.includes(0)) return false
  let strange = 0
  for (const byte of block)
    if ((byte < 32 || byte > 126) && ![LF, CR, 0x09, 0x0c, 0x08].includes(byte)) strange++
  return strange / block.length <= MOST_STRANGE
}

/** Each CR LF as LF; a CR at the end of the piece stays, whatever follows. */
function withoutReturns(piece: Buffer): Buffer {
  const out = Buffer.allocUnsafe(piece.length)
  let length = 0
  for (let at = 0; at < piece.length; at++) {
    if (piece[at] === CR && piece[at + 1] === LF) continue
    out[length++] = piece[at] as number
  }
  return out.subarray(0, length)
}
