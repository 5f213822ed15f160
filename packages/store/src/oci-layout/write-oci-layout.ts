import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Digest, digestOf, hexOf, type TreeFile } from '@slipway/core'
import { storeError } from '../error.ts'
import { hasCode, ioFailure } from '../io-failure.ts'
import type { ObjectSource } from '../object-source.ts'
import { Pacer } from '../pacer.ts'
import { openScratch, removeScratch } from '../scratch.ts'
import { planLayers } from './plan-layers.ts'
import { type Layer, writeLayer } from './write-layer.ts'

// https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json'
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar'
/** Where KServe looks in an image. */
const BELOW = 'models'

export interface LayoutOptions {
  /** What the files are, where they are one target: what its pointer in Git says. */
  readonly output?: Digest
  /** The tag in the layout; `latest` without. */
  readonly tag?: string
  /** As images name it; `amd64` without. A node of another one does not run what it is told to mount. */
  readonly architecture?: string
  /** Told the bytes of each file. */
  readonly progress?: (bytes: number) => void
  readonly signal?: AbortSignal
}

export interface WrittenLayout {
  /** Of the image's manifest: a function of the files and the options, and of nothing else. */
  readonly digest: Digest
  readonly layers: number
}

/**
 * Writes files as an image in a folder (OCI image layout): all below `models/`, in archives that are not
 * compressed. containerd mounts it and KServe serves from it as it is. The folder appears only once it is whole.
 * @param files in path order, with their paths below `models/`
 * @param folder that does not exist yet, or is empty
 * @throws store/folder-taken, store/object-missing, store/object-corrupt, store/write-failed
 */
export async function writeOciLayout(
  files: readonly TreeFile[],
  source: ObjectSource,
  folder: string,
  options: LayoutOptions = {},
): Promise<WrittenLayout> {
  checkFree(folder)
  const scratch = openScratch(dirname(folder))
  try {
    const layout = join(scratch, 'layout')
    const blobs = join(layout, 'blobs', 'sha256')
    mkdirSync(blobs, { recursive: true })
    const pacer = new Pacer(options.signal)
    const layers: Layer[] = []
    for (const planned of planLayers(files))
      layers.push(
        await writeLayer({
          files: planned,
          below: BELOW,
          source,
          blobs,
          pacer,
          progress: options.progress,
        }),
      )
    const digest = writeImage(layout, layers, options)
    // Takes the place of an empty folder, and of nothing else.
    renameSync(layout, folder)
    return { digest, layers: layers.length }
  } catch (cause) {
    throw ioFailure('write', folder, dirname(folder), cause)
  } finally {
    removeScratch(scratch)
  }
}

/** What says that the layers are an image, from the inside out; gives the digest of its manifest. */
function writeImage(
  layout: string,
  layers: readonly Layer[],
  { output, tag = 'latest', architecture = 'amd64' }: LayoutOptions,
): Digest {
  const writeBlob = (mediaType: string, value: unknown) => {
    const bytes = Buffer.from(JSON.stringify(value))
    const digest = digestOf(bytes)
    writeFileSync(join(layout, 'blobs', 'sha256', hexOf(digest)), bytes)
    return { mediaType, digest, size: bytes.length }
  }
  const config = writeBlob(CONFIG_TYPE, {
    created: new Date(0).toISOString(),
    architecture,
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    history: layers.map(() => ({ created_by: 'slipway data export' })),
  })
  const manifest = writeBlob(MANIFEST_TYPE, {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config,
    layers: layers.map(({ digest, bytes }) => ({ mediaType: LAYER_TYPE, digest, size: bytes })),
    ...(output === undefined ? {} : { annotations: { 'vnd.slipway.output': output } }),
  })
  const index = {
    schemaVersion: 2,
    mediaType: INDEX_TYPE,
    manifests: [{ ...manifest, annotations: { 'org.opencontainers.image.ref.name': tag } }],
  }
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index))
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  return manifest.digest
}

function checkFree(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) return
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return
    if (!hasCode(cause, 'ENOTDIR')) throw ioFailure('write', folder, dirname(folder), cause)
  }
  throw storeError(
    'store/folder-taken',
    `Cannot write an image to "${folder}": something is there; expected a new folder`,
    { hint: 'Name another folder, or remove this one' },
  )
}
