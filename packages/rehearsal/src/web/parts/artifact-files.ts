import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import type { Artifact } from '../../forge/state/artifact.ts'

/** A file in an artifact that is larger is not shown. */
const LARGEST_BYTES = 64 * 1024 * 1024

async function withArchive<T>(
  artifact: Artifact,
  use: (archive: ZipFile) => Promise<T>,
  otherwise: T,
): Promise<T> {
  if (artifact.mime !== 'application/zip') return otherwise
  let archive: ZipFile
  try {
    archive = await openPromise(artifact.file, { lazyEntries: true, autoClose: false })
  } catch {
    // Anything can be uploaded as an archive; what is none has no files.
    return otherwise
  }
  try {
    return await use(archive)
  } finally {
    archive.close()
  }
}

/** Paths of the HTML files of an artifact, which a browser can show. One that was uploaded as it is is its own only file. */
export async function htmlFilesOf(artifact: Artifact): Promise<readonly string[]> {
  if (artifact.mime !== 'application/zip') return artifact.name.endsWith('.html') ? [artifact.name] : []
  return withArchive(
    artifact,
    async (archive) => {
      const paths: string[] = []
      for await (const entry of archive.eachEntry())
        if (entry.fileName.endsWith('.html')) paths.push(entry.fileName)
      return paths
    },
    [],
  )
}

/** Bytes of one file of an artifact, or undefined. */
export async function readArtifactFile(artifact: Artifact, path: string): Promise<Buffer | undefined> {
  if (artifact.mime !== 'application/zip') {
    return artifact.name === path && artifact.sizeBytes <= LARGEST_BYTES ? readFile(artifact.file) : undefined
  }
  return withArchive(
    artifact,
    async (archive) => {
      for await (const entry of archive.eachEntry())
        if (entry.fileName === path) return readEntry(archive, entry)
      return undefined
    },
    undefined,
  )
}

async function readEntry(archive: ZipFile, entry: Entry): Promise<Buffer | undefined> {
  if (entry.uncompressedSize > LARGEST_BYTES) return undefined
  return buffer(await archive.openReadStreamPromise(entry))
}
