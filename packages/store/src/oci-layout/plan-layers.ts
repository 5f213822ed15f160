import type { TreeFile } from '@slipway/core'

/** From this size on a file has a layer of its own, so that a new version of another file does not move it. */
const OWN_LAYER_BYTES = 64 << 20
/** Overlay file systems stack no more than about 128 layers. */
const MOST_OWN_LAYERS = 96
/** Registries limit the size of a layer; GitHub's takes 10 GB in ten minutes. */
const MOST_SHARED_BYTES = 4 * 2 ** 30
const MOST_SHARED_LAYERS = 16

/**
 * Which files go into which layer: the largest each into one of its own, the others together, in the order of their
 * paths. No file is cut: a layer cannot hold a part of one.
 */
export function planLayers(files: readonly TreeFile[]): readonly (readonly TreeFile[])[] {
  const large = files.filter(({ bytes }) => bytes >= OWN_LAYER_BYTES)
  const own = new Set([...large].sort((a, b) => b.bytes - a.bytes).slice(0, MOST_OWN_LAYERS))
  const shared = files.filter((file) => !own.has(file))
  const total = shared.reduce((sum, { bytes }) => sum + bytes, 0)
  const mostBytes = Math.max(MOST_SHARED_BYTES, Math.ceil(total / MOST_SHARED_LAYERS))
  const layers: TreeFile[][] = []
  let current: TreeFile[] = []
  let bytes = 0
  for (const file of shared) {
    if (current.length > 0 && bytes + file.bytes > mostBytes) {
      layers.push(current)
      current = []
      bytes = 0
    }
    current.push(file)
    bytes += file.bytes
  }
  if (current.length > 0) layers.push(current)
  return [...layers, ...large.filter((file) => own.has(file)).map((file) => [file])]
}
