import { createRequire } from 'node:module'
import type { RolldownPluginOption } from 'rolldown'

const QUEUE = '\0async-queue:'

/** Of `async` the library that packs an artifact uses `queue()`, and asks for the whole: everything else stays out. */
export const onlyAsyncQueue: RolldownPluginOption = {
  name: 'only-async-queue',
  resolveId: (source, importer) =>
    source === 'async' && importer !== undefined
      ? QUEUE + createRequire(importer).resolve('async/queue')
      : null,
  load: (id) =>
    id.startsWith(QUEUE)
      ? `export { default as queue } from ${JSON.stringify(id.slice(QUEUE.length))}`
      : null,
}
