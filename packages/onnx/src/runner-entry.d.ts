/** The program that a runner process runs. @throws onnx/entry-missing where the build left it out */
export declare function runnerEntry(folder?: string): string;
