import { type Digest, digestOf, isDigest } from '@slipway/core'

// https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md
export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json'
const OBJECT_TYPE = 'application/vnd.slipway.object.v1'
const CONTENT_TYPE = 'application/octet-stream'
const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json'
const CREATED = 'org.opencontainers.image.created'
const TITLE = 'org.opencontainers.image.title'
const WRITER = 'vnd.slipway.writer'

/** The config of every object: nothing, which registries want to have all the same. */
export const EMPTY_CONFIG = Buffer.from('{}')

/** What a manifest says about an object. */
export interface ObjectManifest {
  readonly path: string
  readonly content: Digest
  readonly bytes: number
  readonly createdMs: number
}

/** @param writer tells apart two writers of the same bytes; left out where it does not matter who was first */
export function formatObjectManifest(object: ObjectManifest, writer?: string): Buffer {
  const { path, content, bytes, createdMs } = object
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: OBJECT_TYPE,
    config: { mediaType: EMPTY_TYPE, digest: digestOf(EMPTY_CONFIG), size: EMPTY_CONFIG.length },
    layers: [{ mediaType: CONTENT_TYPE, digest: content, size: bytes, annotations: { [TITLE]: path } }],
    annotations: {
      [CREATED]: new Date(createdMs).toISOString(),
      ...(writer === undefined ? {} : { [WRITER]: writer }),
    },
  }
  return Buffer.from(JSON.stringify(manifest))
}

/** Undefined for what is no object of a store. */
export function tryParseObjectManifest(text: string): ObjectManifest | undefined {
  const manifest = fieldsOf(parseJson(text))
  const layers = Array.isArray(manifest.layers) ? manifest.layers : []
  const { digest, size, annotations } = fieldsOf(layers[0])
  const path = fieldsOf(annotations)[TITLE]
  const created = fieldsOf(manifest.annotations)[CREATED]
  if (manifest.artifactType !== OBJECT_TYPE || layers.length !== 1) return undefined
  if (typeof path !== 'string' || typeof digest !== 'string' || !isDigest(digest)) return undefined
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined
  return { path, content: digest, bytes: size, createdMs: Date.parse(String(created)) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
