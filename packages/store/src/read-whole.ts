/** All bytes of a stream. */
export async function readWhole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
}

/** The same of a stream that is as long as told, without a second copy; a longer one is cut, a shorter one stays short. */
export async function readSized(chunks: AsyncIterable<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafe(bytes)
  let length = 0
  for await (const chunk of chunks) {
    whole.set(chunk.subarray(0, bytes - length), length)
    length += Math.min(chunk.length, bytes - length)
    if (length === bytes) break
  }
  return whole.subarray(0, length)
}

/** All bytes of a stream, as UTF-8. */
export async function readText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.from(await readWhole(chunks)).toString('utf8')
}
