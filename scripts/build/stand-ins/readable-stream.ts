// In the place of `readable-stream` in the bundle: it is a copy of Node's streams for older Nodes, and hands out Node's own
// where READABLE_STREAM=disable says so.
import stream from 'node:stream'

export const {
  Duplex,
  PassThrough,
  Readable,
  Stream,
  Transform,
  Writable,
  addAbortSignal,
  finished,
  pipeline,
  promises,
} = stream
// biome-ignore lint/style/noDefaultExport: the package's own face
export default stream
