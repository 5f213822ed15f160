import { isAbsolute, join, normalize } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Backend } from './backend.ts'
import { DirectoryBackend } from './directory-backend.ts'
import { storeError } from './error.ts'

const LATER: Readonly<Record<string, string>> = {
  az: 'Azure Blob Storage',
  gs: 'Google Cloud Storage',
  oci: 'OCI registries',
}

export interface OpenOptions {
  /** Only helps the error message: an address is never relative. */
  readonly cwd: string
  /** Where credentials, regions and endpoints of S3 are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Opens the place that a store's address names: `file:///path` or `s3://bucket/prefix`.
 * @throws store/url-invalid, store/foreign-folder, store/read-failed, store/credentials-failed
 */
export async function openBackend(url: string, options: OpenOptions): Promise<Backend> {
  const refuse = (found: string, hint: string) =>
    storeError(
      'store/url-invalid',
      `Cannot use store "${url}": ${found}; expected "file:///path" or "s3://bucket/prefix"`,
      { hint },
    )
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(url)?.[1]
  // Loaded only where it is used: everything else starts without it.
  if (scheme === 's3') return (await import('./s3/open-s3.ts')).openS3(url, options.env)
  if (scheme !== undefined && Object.hasOwn(LATER, scheme))
    throw refuse(`${LATER[scheme]} cannot be used yet`, 'Mount it, and name the folder')
  const absolute = (path: string) => pathToFileURL(isAbsolute(path) ? path : join(options.cwd, path)).href
  if (scheme === undefined) throw refuse('it is no address', `Write "${absolute(url)}"`)
  if (scheme !== 'file')
    throw refuse(`nothing is known about "${scheme}:"`, 'Write "file:///path" or "s3://bucket/prefix"')
  if (!url.startsWith('file:///'))
    throw refuse('it is not absolute', `Write "${absolute(url.replace(/^file:\/*/, ''))}"`)
  return DirectoryBackend.open(normalize(readPath(url, refuse)).replace(/(?<=.)\/+$/, ''))
}

function readPath(url: string, refuse: (found: string, hint: string) => Error): string {
  try {
    return fileURLToPath(url)
  } catch {
    throw refuse('it is not a valid address', 'Write "%25" for a percent sign in the path')
  }
}
