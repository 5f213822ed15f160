/** A global id in the shape of GitHub's: opaque, and different for each kind. */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`
}
