import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { created, list, noContent, ok, type Reply } from '../http/reply.ts'
import { presentAsset, presentRelease } from '../present/release.ts'
import { writeLockedRefs } from '../refs/lock-refs.ts'
import { addAsset, deleteAsset, refuseImmutable } from '../releases/change-asset.ts'
import { addRelease, changeRelease, type ReleaseFields } from '../releases/change-release.ts'
import { newestPublished, visibleReleases } from '../releases/list-releases.ts'
import type { Release, ReleaseAsset } from '../state/release.ts'

interface ReleaseRequest {
  readonly tag_name?: string
  readonly target_commitish?: string
  readonly name?: string
  readonly body?: string
  readonly draft?: boolean
  readonly prerelease?: boolean
}

function fieldsOf(request: ReleaseRequest): ReleaseFields {
  return {
    tag: request.tag_name,
    target: request.target_commitish,
    name: request.name,
    body: request.body,
    draft: request.draft,
    prerelease: request.prerelease,
  }
}

function shown(call: RepositoryCall, release: Release) {
  return presentRelease(call.forge, call.repository, release)
}

/** A release by its id; a draft is there only for those who may change it. */
function releaseIn(call: RepositoryCall): Release {
  const release = found(call.repository.releases.get(call.number('release_id')))
  if (release.draft && !call.may('contents:write')) throw HttpError.notFound()
  return release
}

function assetIn(call: RepositoryCall): { release: Release; asset: ReleaseAsset } {
  const id = call.number('asset_id')
  for (const release of visibleReleases(call.repository, call.may('contents:write'))) {
    const asset = release.assets.get(id)
    if (asset) return { release, asset }
  }
  throw HttpError.notFound()
}

export const releaseOperations: RepositoryOperations = {
  'GET /releases': {
    needs: ['contents:read'],
    handle: (call) => {
      const releases = visibleReleases(call.repository, call.may('contents:write'))
      return list(releases, (release) => shown(call, release))
    },
  },
  'POST /releases': {
    needs: ['contents:write'],
    handle: (call) =>
      call.forge.refLock.run(async () => {
        const fields = fieldsOf(call.json<ReleaseRequest>())
        return created(shown(call, await addRelease(call.forge, call.repository, fields, call.pusher)))
      }),
  },
  'GET /releases/latest': {
    needs: ['contents:read'],
    handle: (call) => ok(shown(call, found(newestPublished(call.repository)))),
  },
  'GET /releases/tags/{tag}': {
    needs: ['contents:read'],
    handle: (call) => {
      // Drafts are found by listing only.
      const tag = call.text('tag')
      const published = visibleReleases(call.repository, false)
      return ok(shown(call, found(published.find((release) => release.tag === tag))))
    },
  },
  'GET /releases/{release_id}': {
    needs: ['contents:read'],
    handle: (call) => ok(shown(call, releaseIn(call))),
  },
  'PATCH /releases/{release_id}': {
    needs: ['contents:write'],
    handle: (call) =>
      call.forge.refLock.run(async () => {
        const release = releaseIn(call)
        const fields = fieldsOf(call.json<ReleaseRequest>())
        await changeRelease(call.forge, call.repository, release, fields, call.pusher)
        return ok(shown(call, release))
      }),
  },
  'DELETE /releases/{release_id}': {
    needs: ['contents:write'],
    handle: async (call) => {
      const release = releaseIn(call)
      call.repository.releases.delete(release.id)
      await writeLockedRefs(call.repository)
      return noContent()
    },
  },
  'GET /releases/{release_id}/assets': {
    needs: ['contents:read'],
    handle: (call) => {
      const release = releaseIn(call)
      return list([...release.assets.values()], (asset) =>
        presentAsset(call.forge, call.repository, release, asset),
      )
    },
  },
  'POST /releases/{release_id}/assets': { needs: ['contents:write'], handle: uploadAsset },
  'GET /releases/assets/{asset_id}': { needs: ['contents:read'], handle: getAsset },
  'PATCH /releases/assets/{asset_id}': {
    needs: ['contents:write'],
    handle: (call) => {
      const { release, asset } = assetIn(call)
      refuseImmutable(release)
      const request = call.json<{ readonly name?: string; readonly label?: string }>()
      asset.name = request.name ?? asset.name
      asset.label = request.label ?? asset.label
      asset.updatedAt = call.forge.time()
      return ok(presentAsset(call.forge, call.repository, release, asset))
    },
  },
  'DELETE /releases/assets/{asset_id}': {
    needs: ['contents:write'],
    handle: async (call) => {
      const { release, asset } = assetIn(call)
      await deleteAsset(release, asset)
      return noContent()
    },
  },
}

async function uploadAsset(call: RepositoryCall): Promise<Reply> {
  const release = releaseIn(call)
  const asset = await addAsset(call.forge, release, call.request, {
    name: call.query.get('name') ?? '',
    label: call.query.get('label'),
    uploader: call.account,
  })
  return created(presentAsset(call.forge, call.repository, release, asset))
}

/** The asset's bytes for `Accept: application/octet-stream`, else what is known of it. */
function getAsset(call: RepositoryCall): Reply {
  const { release, asset } = assetIn(call)
  if (!(call.request.headers.accept ?? '').includes('application/octet-stream'))
    return ok(presentAsset(call.forge, call.repository, release, asset))
  asset.downloads += 1
  return { kind: 'file', contentType: asset.contentType, file: asset.file, name: asset.name }
}
