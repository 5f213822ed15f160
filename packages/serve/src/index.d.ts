export { serveError } from './error.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export { type ByteSource, fileSource, httpSource, readVerified } from './model/byte-source.ts';
export type { DesiredModel, DesiredSource, DesiredState, UnsettledModel } from './model/desired-model.ts';
export type { ModelState, ModelStatus } from './model/model-status.ts';
export { desiredFile, type StoreSource } from './source/desired-file.ts';
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
