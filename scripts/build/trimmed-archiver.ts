import { createRequire } from 'node:module'
import type { RolldownPluginOption } from 'rolldown'

const QUEUE = '\0async-queue:'
const NOTHING = '\0nothing'
const PASS_THROUGH = '\0pass-through'

/**
 * The library that packs an artifact asks for more than it calls: of `async` for all where it uses `queue()`, of its own tools for
 * those that find files by patterns, with a good part of `lodash`. What is not called stays out, and a stream is Node's own.
 */
export const trimmedArchiver: RolldownPluginOption = {
  name: 'trimmed-archiver',
  resolveId: (source, importer = '') => {
    if (source === 'async' && importer !== '') return QUEUE + createRequire(importer).resolve('async/queue')
    if (source === 'readable-stream/passthrough') return PASS_THROUGH
    return source === './file.js' && /\/archiver-utils\/index\.js$/.test(importer) ? NOTHING : null
  },
  load: (id) => {
    if (id === NOTHING) return 'export default {}'
    if (id === PASS_THROUGH) return "module.exports = require('node:stream').PassThrough"
    return id.startsWith(QUEUE)
      ? `export { default as queue } from ${JSON.stringify(id.slice(QUEUE.length))}`
      : null
  },
}
