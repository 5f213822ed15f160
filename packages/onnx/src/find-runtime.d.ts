/** The version that Slipway is tested with. */
export declare const RUNTIME_VERSION = "1.30.0";
/** Where onnxruntime-node lies on this machine. It is never part of a bundle: it is native and large. */
export interface Runtime {
    /** Its folder, to be required by the runner. */
    readonly path: string;
    readonly version: string;
    /** Set where the version is not the tested one. */
    readonly warning: string | undefined;
}
export interface RuntimeSearch {
    readonly cwd: string;
    /** Folder of a native pack, or of anything that has onnxruntime-node in its node_modules. */
    readonly nativePack?: string | undefined;
}
/**
 * Finds onnxruntime-node: in the native pack if one is named, else beside Slipway, else in the working directory.
 * A native pack that does not hold it is an error, not a reason to look further.
 *
 * @throws onnx/runtime-missing with the command that installs it
 */
export declare function findRuntime(search: RuntimeSearch): Runtime;
