import { type Digest, isDigest } from '@slipway/core'

const MARKER = /^<!-- slipway release model=(sha256:[0-9a-f]{64}) -->(?:\r?\n|$)/

/** The hidden first line of a release's text: which bytes it is about, so that an attempt that was cut off finds its draft. */
export function formatReleaseMarker(model: Digest): string {
  return `<!-- slipway release model=${model} -->`
}

/** The digest in a release's text; undefined where Slipway did not write it. */
export function readReleaseMarker(text: string): Digest | undefined {
  const digest = MARKER.exec(text)?.[1]
  return isDigest(digest) ? digest : undefined
}
