export interface UploadedArtifact {
    readonly id: number;
    /** SHA-256 of the archive, as GitHub's API will report it. */
    readonly digest: string;
}
/** Uploads files as one artifact of this run. */
export declare function uploadArtifact(name: string, folder: string, files: readonly string[], retentionDays?: number): Promise<UploadedArtifact>;
