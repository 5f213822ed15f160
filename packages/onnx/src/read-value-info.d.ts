import type { ValueInfo } from './model-info.ts';
/** Reads a ValueInfoProto. @throws on bytes that are none */
export declare function readValueInfo(bytes: Uint8Array): ValueInfo;
