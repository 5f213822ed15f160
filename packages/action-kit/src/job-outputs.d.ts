/** Adds Markdown to the job's summary. */
export declare function writeSummary(markdown: string): Promise<void>;
/** Sets an output of the action; anything but a text becomes JSON. */
export declare function setOutput(name: string, value: unknown): void;
/** Puts a folder on the path of the steps that follow. */
export declare function addPath(folder: string): void;
/** An error on a file: an annotation, which does not fail the step by itself. */
export declare function annotateFile(message: string, place: {
    readonly title: string;
    readonly file: string;
    readonly startLine: number;
}): void;
