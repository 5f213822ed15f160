import { nearestName } from '@slipway/core'

const CONSIDERED = 20_000

/** The known path that is most like this one: same file name in another folder, else the fewest edits. */
export function nearestPath(path: string, known: Iterable<string>): string | undefined {
  const candidates: string[] = []
  const name = path.slice(path.lastIndexOf('/') + 1)
  for (const candidate of known) {
    if (candidate === name || candidate.endsWith(`/${name}`)) return candidate
    if (candidates.length < CONSIDERED) candidates.push(candidate)
  }
  return nearestName(path, candidates)
}
