import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DirectoryBackend } from './directory-backend.ts'
import { describeHostileWriter } from './testing/hostile-writer.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

describeHostileWriter('DirectoryBackend', async () => {
  const folder = new TemporaryFolder()
  return {
    backend: DirectoryBackend.open(folder.path('store')),
    plant: async (path, bytes) => plantFile(folder.path(`store/${path}`), bytes),
    close: async () => folder[Symbol.dispose](),
  }
})

function plantFile(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  if (existsSync(file)) chmodSync(file, 0o644)
  writeFileSync(file, bytes)
}
