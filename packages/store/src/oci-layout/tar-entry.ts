/** A member of an archive: a file, or a folder where `bytes` is undefined. */
export interface TarMember {
  readonly path: string
  readonly bytes: number | undefined
  readonly executable: boolean
}

const BLOCK_BYTES = 512
/** What fits into the fields of ustar; more goes into a header of its own. */
const MOST_NAME_BYTES = 100
const MOST_SIZE = 0o77777777777

/**
 * The headers of a member: ustar, and before it the extended one of POSIX where the path or the size needs it. Owner 0,
 * time 0, mode 0644 or 0755: nothing of this machine.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export function tarEntry({ path, bytes, executable }: TarMember): Buffer {
  const name = bytes === undefined ? `${path}/` : path
  const mode = bytes === undefined || executable ? 0o755 : 0o644
  const size = bytes ?? 0
  const records: string[] = []
  if (Buffer.byteLength(name) > MOST_NAME_BYTES || /[^\x20-\x7e]/.test(name))
    records.push(record('path', name))
  if (size > MOST_SIZE) records.push(record('size', `${size}`))
  const own = ustar(name, size > MOST_SIZE ? 0 : size, mode, bytes === undefined ? '5' : '0')
  if (records.length === 0) return own
  const extended = Buffer.from(records.join(''))
  return Buffer.concat([
    ustar('PaxHeader', extended.length, 0o644, 'x'),
    extended,
    tarPadding(extended.length),
    own,
  ])
}

/** What follows content of so many bytes, up to the next block. */
export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES)
}

export const TAR_END = Buffer.alloc(2 * BLOCK_BYTES)

/** `<length> <key>=<value>` LF, where the length counts its own digits. */
function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + `${rest}`.length
  if (`${length}`.length > `${rest}`.length) length = rest + `${length}`.length
  return `${length} ${key}=${value}\n`
}

function ustar(name: string, size: number, mode: number, type: string): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES)
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`
  header.write(Buffer.from(name).subarray(0, MOST_NAME_BYTES).toString('latin1'), 0, 'latin1')
  header.write(octal(mode, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(size, 11), 124)
  header.write(octal(0, 11), 136)
  header.write('        ', 148)
  header.write(type, 156)
  header.write('ustar\u000000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}
