import { isAbsolute, join, normalize } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Backend } from './backend.ts'
import { DirectoryBackend } from './directory-backend.ts'
import { storeError } from './error.ts'

const LATER: Readonly<Record<string, string>> = {
  az: 'Azure Blob Storage',
  gs: 'Google Cloud Storage',
  oci: 'OCI registries',
  s3: 'S3',
}

/**
 * Opens the place that a store's address names: `file:///path`.
 * @param options `cwd` only helps the error message: an address is never relative
 * @throws store/url-invalid, store/foreign-folder, store/read-failed
 */
export async function openBackend(url: string, options: { readonly cwd: string }): Promise<Backend> {
  const refuse = (found: string, hint: string) =>
    storeError('store/url-invalid', `Cannot use store "${url}": ${found}; expected "file:///path"`, { hint })
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(url)?.[1]
  if (scheme !== undefined && Object.hasOwn(LATER, scheme))
    throw refuse(`${LATER[scheme]} cannot be used yet`, 'Mount it, and name the folder')
  const absolute = (path: string) => pathToFileURL(isAbsolute(path) ? path : join(options.cwd, path)).href
  if (scheme === undefined) throw refuse('it is no address', `Write "${absolute(url)}"`)
  if (scheme !== 'file') throw refuse(`nothing is known about "${scheme}:"`, 'Write "file:///path"')
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
