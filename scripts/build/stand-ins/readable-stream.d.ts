import stream from 'node:stream';
export declare const Duplex: typeof stream.Duplex, PassThrough: typeof stream.PassThrough, Readable: typeof stream.Readable, Stream: typeof stream, Transform: typeof stream.Transform, Writable: typeof stream.Writable, addAbortSignal: typeof stream.addAbortSignal, finished: typeof stream.finished, pipeline: typeof stream.pipeline, promises: typeof stream.promises;
export default stream;
