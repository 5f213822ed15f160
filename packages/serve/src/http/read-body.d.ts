import type { IncomingMessage } from 'node:http';
/**
 * Reads a request's body, inflated where it came compressed; the limit holds for both sizes.
 *
 * @throws serve/body-too-large, serve/encoding-unsupported, serve/request-invalid, serve/client-gone
 */
export declare function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array>;
