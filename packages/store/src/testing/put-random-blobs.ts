import { randomBytes } from 'node:crypto'
import { digestOf, SlipwayError } from '@slipway/core'
import { DirectoryBackend } from '../directory-backend.ts'
import { blobPath } from '../store-path.ts'

// Run by a test under a limit on file sizes: puts blobs of the given sizes, as bytes and as a stream, and prints what came of each.
const [root = '', ...sizes] = process.argv.slice(2)
const backend = DirectoryBackend.open(root)
const results: string[] = []
for (const size of sizes) {
  for (const streamed of [false, true]) {
    const bytes = randomBytes(Number(size))
    const chunks = (async function* () {
      yield bytes
    })()
    try {
      const content = streamed ? { chunks, bytes: bytes.length } : bytes
      results.push(await backend.putIfAbsent(blobPath(digestOf(bytes)), content))
    } catch (error) {
      results.push(error instanceof SlipwayError ? error.code : String(error))
    }
  }
}
console.log(results.join(' '))
