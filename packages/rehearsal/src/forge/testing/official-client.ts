// Run as a child process with a job's environment: what a JavaScript action does with the official packages. Takes a
// script of commands as JSON, prints one line of JSON for each.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DefaultArtifactClient } from '@actions/artifact'
import { restoreCache, saveCache } from '@actions/cache'
import { getIDToken } from '@actions/core'

const client = new DefaultArtifactClient()
const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

const COMMANDS: Readonly<Record<string, (...args: string[]) => Promise<unknown>>> = {
  write: async (file = '', text = '') => {
    mkdirSync(file.split('/').slice(0, -1).join('/') || '.', { recursive: true })
    writeFileSync(file, text)
    return digest(file)
  },
  remove: async (path = '') => rmSync(path, { recursive: true, force: true }),
  digest: async (file = '') => digest(file),
  upload: async (name = '', ...files) => client.uploadArtifact(name, files, '.'),
  uploadRaw: async (file = '') => client.uploadArtifact(file, [file], '.', { skipArchive: true }),
  list: async () =>
    (await client.listArtifacts()).artifacts.map(({ name, size, digest }) => ({ name, size, digest })),
  download: async (name = '', path = '') => {
    const { artifact } = await client.getArtifact(name)
    const expectedHash = artifact.digest
    return client.downloadArtifact(artifact.id, {
      path,
      ...(expectedHash === undefined ? {} : { expectedHash }),
    })
  },
  delete: async (name = '') => client.deleteArtifact(name),
  save: async (path = '', key = '') => saveCache([path], key),
  restore: async (path = '', key = '', ...prefixes) => restoreCache([path], key, prefixes),
  identity: async (audience = '') => getIDToken(audience),
}

const script = JSON.parse(process.argv[2] ?? '[]') as readonly (readonly string[])[]
for (const [name = '', ...args] of script) {
  let result: unknown
  try {
    result = await COMMANDS[name]?.(...args)
  } catch (error) {
    result = { error: error instanceof Error ? error.message : String(error) }
  }
  console.log(`::result::${JSON.stringify(result ?? null)}`)
}
