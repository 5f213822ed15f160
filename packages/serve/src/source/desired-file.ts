import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Digest, type Golden, parseRecord, zGoldenFile } from '@slipway/core'
import { serveError } from '../error.ts'
import { type ByteSource, fileSource, httpSource } from '../model/byte-source.ts'
import type { DesiredModel, DesiredSource } from '../model/desired-model.ts'
import { type DesiredEntry, parseDesiredState } from './parse-desired-state.ts'

/** Opens bytes by digest in the store that the file names; the folder is what a relative address is relative to. */
export type StoreSource = (store: string, digest: Digest, folder: string) => ByteSource

/**
 * Follows a desired-state file. It is read in full every time, golden files too: what counts is content, so a change
 * that left size and time alone is seen, and one that only touched the file does nothing.
 */
export function desiredFile(path: string, storeSource: StoreSource): DesiredSource {
  const folder = dirname(path)
  return {
    describe: path,
    read: async () => {
      const state = parseDesiredState(await readText(path), path)
      const toModel = async (entry: DesiredEntry): Promise<DesiredModel> => ({
        name: entry.name,
        version: entry.version,
        digest: entry.digest,
        stage: entry.stage,
        golden: await readGolden(entry, folder),
        sources: [
          entry.source === undefined
            ? storeSource(state.store ?? '', entry.digest, folder)
            : locate(entry.source, folder),
        ],
      })
      return { models: await Promise.all(state.models.map(toModel)), unsettled: [] }
    },
  }
}

function locate(source: string, folder: string): ByteSource {
  if (/^https?:\/\//.test(source)) return httpSource(source)
  return fileSource(source.startsWith('file://') ? fileURLToPath(source) : resolve(folder, source))
}

async function readGolden(entry: DesiredEntry, folder: string): Promise<readonly Golden[]> {
  if (entry.golden === undefined) return []
  const path = resolve(folder, entry.golden)
  return parseRecord(zGoldenFile, await readText(path), `golden file "${path}"`).cases
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw serveError('serve/source-failed', `Cannot read "${path}": ${reason}`, { cause })
  }
}
