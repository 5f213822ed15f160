import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Decompressors } from '@slipway/compare'

/** What unpacks Parquet pages beyond Snappy, never to more than the page says. */
export const decompress: Decompressors = {
  GZIP: (bytes, size) => gunzipSync(bytes, { maxOutputLength: size }),
  BROTLI: (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: size }),
  ZSTD: (bytes, size) => zstdDecompressSync(bytes, { maxOutputLength: size }),
}
