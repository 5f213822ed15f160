/** All bytes of a stream. */
export async function readWhole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
}

/** All bytes of a stream, as UTF-8. */
export async function readText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.from(await readWhole(chunks)).toString('utf8')
}
