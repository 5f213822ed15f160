import { type Digest, isDigest } from './digest.ts'
import { coreError } from './error.ts'
import { parseCount } from './parse-count.ts'

/** What a versioned path is. */
export type Kind = 'file' | 'executable' | 'tree'

/** A stored file or directory: what it is, its identity, and the bytes of its content (for a tree: of its files). */
export interface Output {
  readonly kind: Kind
  readonly oid: Digest
  readonly bytes: number
}

/** The text file that stands in Git for a versioned target. @see docs/formats/pointer.md */
export interface Pointer extends Output {
  readonly files: number
  /** What DVC calls the same content, where it came from there: the 32 digits of an MD5, and `.dir` of a folder. */
  readonly md5?: string
  /** Keys of later versions, kept as they are. */
  readonly unknown?: Readonly<Record<string, string>>
}

export const POINTER_SUFFIX = '.slip'
const VERSION = 'version slipway/v1'
const MAX_BYTES = 1024
const LINE = /^([a-z][a-z0-9.-]*) ([^\r\n]*)$/

export function formatPointer(pointer: Pointer): string {
  const values: Record<string, string> = {
    ...pointer.unknown,
    bytes: String(pointer.bytes),
    files: String(pointer.files),
    kind: pointer.kind,
    ...(pointer.md5 === undefined ? {} : { md5: pointer.md5 }),
    oid: pointer.oid,
  }
  const lines = Object.keys(values)
    .sort()
    .map((key) => `${key} ${values[key]}`)
  return `${[VERSION, ...lines].join('\n')}\n`
}

/**
 * Reads a pointer; exactly one encoding is accepted, so equal pointers are equal bytes.
 * @param file the pointer's path, for the error
 * @throws core/pointer-invalid
 */
export function parsePointer(text: string, file: string): Pointer {
  const bad = (line: number, found: string, expected: string) =>
    coreError('core/pointer-invalid', `Cannot read pointer "${file}": ${found}; expected ${expected}`, {
      location: { file, line, column: 1 },
      hint: 'Restore the file from Git, or write it again with `slipway data add`',
    })
  if (text.length > MAX_BYTES) throw bad(1, `it has ${text.length} bytes`, `at most ${MAX_BYTES}`)
  const lines = text.split('\n')
  if (lines[0] !== VERSION) throw bad(1, `it starts with "${(lines[0] ?? '').slice(0, 40)}"`, `"${VERSION}"`)
  if (lines.pop() !== '') throw bad(lines.length, 'the last line has no end', 'a line feed')
  const values = new Map<string, string>()
  let last = ''
  for (const [index, line] of lines.slice(1).entries()) {
    const [, key, value] = LINE.exec(line) ?? []
    if (key === undefined || value === undefined)
      throw bad(index + 2, `"${line.slice(0, 60)}"`, '"key value"')
    if (key <= last) throw bad(index + 2, `key "${key}" after "${last}"`, 'each key once, in order')
    values.set(key, value)
    last = key
  }
  const take = (key: string) => {
    const value = values.get(key)
    values.delete(key)
    if (value === undefined) throw bad(lines.length, `no "${key}"`, 'bytes, files, kind and oid')
    return value
  }
  const count = (key: string) => {
    const value = take(key)
    const number = parseCount(value)
    if (number === undefined) throw bad(lines.length, `${key} "${value}"`, 'a whole number')
    return number
  }
  const bytes = count('bytes')
  const files = count('files')
  const kind = take('kind')
  const oid = take('oid')
  if (kind !== 'file' && kind !== 'executable' && kind !== 'tree')
    throw bad(lines.length, `kind "${kind}"`, 'file, executable or tree')
  if (!isDigest(oid)) throw bad(lines.length, `oid "${oid}"`, '"sha256:" and 64 hexadecimal digits')
  const md5 = values.get('md5')
  values.delete('md5')
  if (md5 !== undefined && !/^[0-9a-f]{32}(?:\.dir)?$/.test(md5))
    throw bad(lines.length, `md5 "${md5}"`, '32 hexadecimal digits, and ".dir" of a folder')
  return {
    bytes,
    files,
    kind,
    oid,
    ...(md5 === undefined ? {} : { md5 }),
    ...(values.size > 0 ? { unknown: Object.fromEntries(values) } : {}),
  }
}
