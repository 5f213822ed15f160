import { basename } from 'node:path'
import { type Digest, Secret } from '@slipway/core'
import { assetsOf, findRelease, type GitHub } from '@slipway/github'
import { type ByteSource, httpSource, serveError } from '@slipway/serve'
import { type OpenOptions, openBackend, Store } from '@slipway/store'

/** A blob of a store; the address is opened when it is needed, so that a store that is away for a while does no harm. */
export function storeSource(url: string, digest: Digest, options: OpenOptions): ByteSource {
  return {
    describe: `store ${url}`,
    open: async function* () {
      yield* new Store(await openBackend(url, options)).readChunks(digest)
    },
  }
}

export interface ReleasePlace {
  readonly github: GitHub
  readonly apiUrl: string
  readonly token: Secret | undefined
}

/**
 * An asset of the release of a tag: the one of which GitHub reports this digest, else the one of this file's name.
 * Neither is evidence; the digest of what comes is.
 */
export function releaseSource(place: ReleasePlace, tag: string, digest: Digest, file: string): ByteSource {
  const { github, apiUrl, token } = place
  return {
    describe: `release "${tag}" of ${github.repository}`,
    open: async function* (signal) {
      const release = await findRelease(github, tag)
      const assets = release === undefined ? [] : await assetsOf(github, release)
      const asset =
        assets.find((candidate) => candidate.digest === digest) ??
        assets.find(({ name }) => name === basename(file))
      if (asset === undefined) {
        throw serveError(
          'serve/source-failed',
          `Cannot find "${basename(file)}" in the release "${tag}" of ${github.repository}`,
        )
      }
      const url = `${apiUrl.replace(/\/$/, '')}/repos/${github.repository}/releases/assets/${asset.id}`
      const accept = { accept: 'application/octet-stream' }
      yield* httpSource(url, token === undefined ? accept : { ...accept, authorization: bearer(token) }).open(
        signal,
      )
    },
  }
}

function bearer(token: Secret): Secret {
  return new Secret(`Bearer ${token.reveal()}`)
}
