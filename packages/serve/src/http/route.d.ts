/** What a request asks for. `version` is undefined where the server is to choose. */
export type Route = {
    readonly kind: 'live' | 'ready' | 'server' | 'index' | 'control';
} | {
    readonly kind: 'model' | 'model-ready' | 'infer';
    readonly name: string;
    readonly version: string | undefined;
} | {
    readonly kind: 'wrong-method';
    readonly allow: string;
};
/**
 * Reads method and path. HEAD is GET without a body.
 *
 * @throws serve/route-unknown
 * @see https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 */
export declare function parseRoute(method: string, url: string): Route;
