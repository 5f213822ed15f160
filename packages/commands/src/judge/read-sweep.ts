import { columnsOf, readPredictions, type Sweep, type SweepSide } from '@slipway/compare'
import { type Model, type Output, SlipwayError, type TreeFile, walkTree } from '@slipway/core'
import { decompress } from './decompress.ts'
import type { TreeReader } from './object-reader.ts'

const MOST_SIDES = 200
/** All of them are held at once. */
const MOST_BYTES = 1024 * 1024 * 1024
const MOST_PARAMS_BYTES = 64 * 1024
const MOST_PARAMS = 50
const PREDICTIONS = '.parquet'
const PARAMS = '.json'

/**
 * The predictions of everything that was tried, from the folder that the project names. Undefined where it names none.
 * A file that cannot be read still counts as one that was tried; where not even their number is known, the problem is the answer.
 */
export async function readSweep(
  model: Model,
  folder: Output | undefined,
  reader: TreeReader,
): Promise<Sweep | undefined> {
  const { sweep: path } = model
  if (path === undefined) return undefined
  if (!folder) return { problem: `no run of this tree wrote "${path}"` }
  if (folder.kind !== 'tree') return { problem: `"${path}" is a file; expected a folder of predictions` }
  try {
    const files = [...walkTree(await reader.readTree(folder.oid))]
    const sides = files.filter((file) => file.path.endsWith(PREDICTIONS))
    if (sides.length === 0) return { problem: `"${path}" holds no Parquet file` }
    if (sides.length > MOST_SIDES)
      return { problem: `"${path}" holds ${sides.length} models; expected at most ${MOST_SIDES}` }
    if (sides.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES)
      return { problem: `"${path}" is larger than can be compared, which is 1 GiB` }
    const params = new Map(files.map((file) => [file.path, file]))
    const read: SweepSide[] = []
    for (const file of sides) {
      const label = file.path.slice(0, -PREDICTIONS.length)
      read.push({
        label,
        digest: file.oid,
        ...(await predictionsIn(file, model, reader)),
        params: await paramsIn(params.get(label + PARAMS), reader),
      })
    }
    return { sides: read }
  } catch (error) {
    if (isMissing(error)) return { problem: error.message }
    throw error
  }
}

async function predictionsIn(
  { oid }: TreeFile,
  model: Model,
  reader: TreeReader,
): Promise<Pick<SweepSide, 'predictions' | 'problem'>> {
  try {
    return {
      predictions: await readPredictions(await reader.readBytes(oid), decompress, columnsOf(model)),
    }
  } catch (error) {
    if (isMissing(error) || (error instanceof SlipwayError && error.code === 'compare/predictions-invalid'))
      return { predictions: null, problem: error.message }
    throw error
  }
}

/** Plain values of a JSON mapping; none where there is no such file. They are shown and decide nothing. */
async function paramsIn(file: TreeFile | undefined, reader: TreeReader): Promise<SweepSide['params']> {
  if (!file || file.bytes > MOST_PARAMS_BYTES) return {}
  const text = Buffer.from(await reader.readBytes(file.oid)).toString('utf8')
  const content = parsed(text)
  if (content === null || typeof content !== 'object' || Array.isArray(content)) return {}
  return Object.fromEntries(
    Object.entries(content)
      .filter((entry): entry is [string, SweepSide['params'][string]] => isPlain(entry[1]))
      .slice(0, MOST_PARAMS),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)
}

function isMissing(error: unknown): error is SlipwayError {
  return (
    error instanceof SlipwayError &&
    (error.code === 'store/object-missing' || error.code === 'store/object-corrupt')
  )
}
