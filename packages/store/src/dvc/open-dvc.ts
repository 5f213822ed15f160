import { fileURLToPath } from 'node:url'
import { storeError } from '../error.ts'
import { type OpenOptions, openBackend } from '../open-backend.ts'
import { DvcObjects } from './dvc-objects.ts'
import { folderReader } from './folder-reader.ts'

export interface OpenDvcOptions extends OpenOptions {
  /** For a server of the web, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Opens a cache or a remote of DVC for reading: `file:///path`, `http(s)://…`, and what a store's address may be.
 * @throws store/url-invalid for a place that Slipway has no client for
 */
export async function openDvc(url: string, options: OpenDvcOptions): Promise<DvcObjects> {
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(url)?.[1] ?? ''
  if (UNREACHABLE.includes(scheme))
    throw storeError(
      'store/url-invalid',
      `Cannot read DVC's remote "${url}": Slipway does not speak "${scheme}:"`,
      { hint: 'Fetch with DVC what is needed (`dvc fetch`), then import it from its cache' },
    )
  if (scheme === 'http' || scheme === 'https') {
    const { HttpReader } = await import('./http-reader.ts')
    const { env, headers = {} } = options
    return new DvcObjects(new HttpReader(url, { env, headers }))
  }
  if (url.startsWith('file:///')) return new DvcObjects(folderReader(fileURLToPath(url)))
  return new DvcObjects(await openBackend(url, options))
}

const UNREACHABLE = ['ssh', 'hdfs', 'webhdfs', 'webdav', 'webdavs', 'oss', 'gdrive', 'azure']
