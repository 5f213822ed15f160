import type { CompareSide } from '@slipway/compare'
import { type Model, type Output, parseResamples, SlipwayError } from '@slipway/core'
import type { ObjectReader } from './object-reader.ts'

/** Ten thousand resamples of two splits, and room. */
const MAX_BYTES = 8 * 1024 * 1024

/** Paths of the files that a gate takes resamples from, each once. */
export function resamplePaths({ gate }: Model): readonly string[] {
  return [...new Set(Object.values(gate.metrics).flatMap(({ resamples }) => resamples ?? []))]
}

/** Resamples by metric. A file that cannot be read is no error here: it ends in *cannot tell*, with the reason. */
export async function readResamples(
  { gate }: Model,
  files: readonly { readonly path: string; readonly output: Output }[],
  reader: ObjectReader,
): Promise<NonNullable<CompareSide['resamples']>> {
  const found: Record<string, NonNullable<CompareSide['resamples']>[string]> = {}
  for (const [metric, { resamples: path }] of Object.entries(gate.metrics)) {
    if (path === undefined) continue
    const output = files.find((file) => file.path === path)?.output
    found[metric] = output ? await readFile(path, output, reader) : `no run has written "${path}"`
  }
  return found
}

async function readFile(
  path: string,
  output: Output,
  reader: ObjectReader,
): Promise<NonNullable<CompareSide['resamples']>[string]> {
  if (output.kind === 'tree') return `the resamples "${path}" are a folder; expected a JSON file`
  if (output.bytes > MAX_BYTES)
    return `the resamples "${path}" have ${output.bytes} bytes; expected at most ${MAX_BYTES}`
  try {
    return parseResamples(
      new TextDecoder().decode(await reader.readBytes(output.oid)),
      `the resamples "${path}"`,
    )
  } catch (error) {
    const codes = ['core/record-invalid', 'store/object-missing', 'store/object-corrupt']
    if (error instanceof SlipwayError && codes.includes(error.code)) return error.message
    throw error
  }
}
