import type { Backend } from './backend.ts';
/**
 * Opens the place that a store's address names: `file:///path`.
 * @param options `cwd` only helps the error message: an address is never relative
 * @throws store/url-invalid, store/foreign-folder, store/read-failed
 */
export declare function openBackend(url: string, options: {
    readonly cwd: string;
}): Promise<Backend>;
