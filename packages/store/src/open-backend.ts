import { isAbsolute, join, normalize } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Backend } from './backend.ts'
import { DirectoryBackend } from './directory-backend.ts'
import { storeError } from './error.ts'

const KNOWN =
  '"file:///path", "s3://bucket/prefix", "gs://bucket/prefix", "az://account/container/prefix" or "oci://host/owner/repo"'

export interface OpenOptions {
  /** Only helps the error message: an address is never relative. */
  readonly cwd: string
  /** Where credentials, regions and endpoints are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Loaded only where they are used: everything else starts without them. */
const SERVERS: Readonly<Record<string, (url: string, env: OpenOptions['env']) => Promise<Backend>>> = {
  s3: async (url, env) => (await import('./s3/open-s3.ts')).openS3(url, env),
  gs: async (url, env) => (await import('./gcs/open-gcs.ts')).openGcs(url, env),
  oci: async (url, env) => (await import('./oci/open-oci.ts')).openOci(url, env),
  az: async (url, env) => (await import('./azure/open-azure.ts')).openAzure(url, env),
}

/**
 * Opens the place that a store's address names: `file:///path`, `s3://bucket/prefix`, `gs://bucket/prefix`,
 * `az://account/container/prefix` or `oci://host/owner/repo`.
 * @throws store/url-invalid, store/foreign-folder, store/read-failed, store/credentials-failed
 */
export async function openBackend(url: string, options: OpenOptions): Promise<Backend> {
  const refuse = (found: string, hint: string) =>
    storeError('store/url-invalid', `Cannot use store "${url}": ${found}; expected ${KNOWN}`, { hint })
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(url)?.[1]
  const openServer = scheme !== undefined && Object.hasOwn(SERVERS, scheme) ? SERVERS[scheme] : undefined
  if (openServer) return openServer(url, options.env)
  const absolute = (path: string) => pathToFileURL(isAbsolute(path) ? path : join(options.cwd, path)).href
  if (scheme === undefined) throw refuse('it is no address', `Write "${absolute(url)}"`)
  if (scheme !== 'file') throw refuse(`nothing is known about "${scheme}:"`, `Write ${KNOWN}`)
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
