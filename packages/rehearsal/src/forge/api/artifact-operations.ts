import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { list, noContent, ok, type Reply, redirect } from '../http/reply.ts'
import { presentArtifact } from '../present/run.ts'
import { artifactAddress } from '../results/artifact-address.ts'
import type { Artifact, CacheEntry } from '../state/artifact.ts'
import { runIn } from './run-operations.ts'

function artifactIn(call: RepositoryCall): Artifact {
  return found(call.repository.artifacts.get(call.number('artifact_id')))
}

function isExpired(call: RepositoryCall, artifact: Artifact): boolean {
  return artifact.expiresAt < call.forge.time()
}

function listArtifacts(call: RepositoryCall, among: readonly Artifact[]): Reply {
  const name = call.query.get('name')
  const artifacts = [...among].reverse().filter((artifact) => name === null || artifact.name === name)
  return list(
    artifacts,
    (artifact) => presentArtifact(call.forge, call.repository, artifact, isExpired(call, artifact)),
    'artifacts',
  )
}

function presentCache(cache: CacheEntry) {
  return {
    id: cache.id,
    ref: cache.scope,
    key: cache.key,
    version: cache.version,
    last_accessed_at: cache.lastUsedAt,
    created_at: cache.createdAt,
    size_in_bytes: cache.sizeBytes,
  }
}

function cachesWith(
  call: RepositoryCall,
  isKey: (key: string, wanted: string) => boolean,
): readonly CacheEntry[] {
  const key = call.query.get('key')
  const ref = call.query.get('ref')
  return [...call.repository.caches.values()].filter(
    (cache) => (key === null || isKey(cache.key, key)) && (ref === null || cache.scope === ref),
  )
}

export const artifactOperations: RepositoryOperations = {
  'GET /actions/artifacts': {
    needs: ['actions:read'],
    handle: (call) => listArtifacts(call, [...call.repository.artifacts.values()]),
  },
  'GET /actions/runs/{run_id}/artifacts': {
    needs: ['actions:read'],
    handle: (call) => {
      const { id } = runIn(call).run
      return listArtifacts(
        call,
        [...call.repository.artifacts.values()].filter((artifact) => artifact.runId === id),
      )
    },
  },
  'GET /actions/artifacts/{artifact_id}': {
    needs: ['actions:read'],
    handle: (call) => {
      const artifact = artifactIn(call)
      return ok(presentArtifact(call.forge, call.repository, artifact, isExpired(call, artifact)))
    },
  },
  'DELETE /actions/artifacts/{artifact_id}': {
    needs: ['actions:write'],
    handle: (call) => {
      call.repository.artifacts.delete(artifactIn(call).id)
      return noContent()
    },
  },
  'GET /actions/artifacts/{artifact_id}/{archive_format}': {
    needs: ['actions:read'],
    handle: (call) => {
      // Bytes are for those who say who they are, in a public repository too.
      call.requireAccount()
      const artifact = artifactIn(call)
      if (isExpired(call, artifact)) throw new HttpError(410, 'Artifact has expired')
      if (call.text('archive_format') !== 'zip') throw HttpError.notFound()
      return redirect(artifactAddress(call.forge, artifact))
    },
  },
  'GET /actions/caches': {
    needs: ['actions:read'],
    handle: (call) =>
      list(
        cachesWith(call, (key, wanted) => key.startsWith(wanted)),
        presentCache,
        'actions_caches',
      ),
  },
  'DELETE /actions/caches': {
    needs: ['actions:write'],
    handle: (call) => {
      if (!call.query.has('key')) throw new HttpError(422, 'Invalid request.\n\n"key" wasn\'t supplied.')
      const caches = cachesWith(call, (key, wanted) => key === wanted)
      if (caches.length === 0) throw HttpError.notFound()
      for (const cache of caches) call.repository.caches.delete(cache.id)
      return list(caches, presentCache, 'actions_caches')
    },
  },
  'DELETE /actions/caches/{cache_id}': {
    needs: ['actions:write'],
    handle: (call) => {
      const cache = found(call.repository.caches.get(call.number('cache_id')))
      call.repository.caches.delete(cache.id)
      return noContent()
    },
  },
}
