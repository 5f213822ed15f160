import { type Reply } from './reply.ts';
/** The protocol's error object, and our code in a header for machines. */
export declare function errorReply(error: unknown, log: (line: string) => void): Reply;
