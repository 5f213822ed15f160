import type { Clusters } from './sample.ts'

/** Rows by the cluster that they belong to: those of cluster g are rows[starts[g]] to rows[starts[g + 1] − 1]. */
export interface ClusterRows {
  readonly starts: Uint32Array
  readonly rows: Uint32Array
}

/** @param order the order in which the rows of each cluster come; as they are numbered where not given */
export function clusterRows({ codes, count }: Clusters, order?: Uint32Array): ClusterRows {
  const starts = new Uint32Array(count + 1)
  for (const code of codes) starts[code + 1] = (starts[code + 1] ?? 0) + 1
  for (let g = 0; g < count; g++) starts[g + 1] = (starts[g + 1] ?? 0) + (starts[g] ?? 0)
  const next = starts.slice()
  const rows = new Uint32Array(codes.length)
  for (let i = 0; i < codes.length; i++) {
    const row = order ? (order[i] ?? 0) : i
    const code = codes[row] ?? 0
    const place = next[code] ?? 0
    rows[place] = row
    next[code] = place + 1
  }
  return { starts, rows }
}
