import { type Digest, type Output, type TreeBundle } from '@slipway/core';
import type { Content } from './backend.ts';
import { type HashedFile, type HashOptions } from './hash-file.ts';
import type { FileOptions, ObjectSource } from './object-source.ts';
import { RecordStore } from './record-store.ts';
export interface StoredFile extends Omit<HashedFile, 'content'> {
    /** False when the store had the content already. */
    readonly created: boolean;
}
/** Objects, run records and verdicts over one backend; whatever is read is checked against the digest that names it. */
export declare class Store extends RecordStore implements ObjectSource {
    #private;
    /** Bytes of a blob as the backend tells them: no evidence of content; undefined when it is not there. */
    blobSize(oid: Digest): Promise<number | undefined>;
    hasTree(root: Digest): Promise<boolean>;
    /** Whether all objects of an output are there, each with its size; their content is not read. */
    hasOutput(output: Output): Promise<boolean>;
    /**
     * Stores a file. What is stored has the digest that is returned, whatever happens to the file meanwhile.
     * @throws store/file-changed, store/file-unstorable, store/target-missing, store/write-failed
     */
    writeFile(path: string, options?: Omit<HashOptions, 'keep'>): Promise<StoredFile>;
    writeBytes(bytes: Uint8Array): Promise<Digest>;
    /**
     * Stores content under its digest; one that is there already stays, unless its size says that it is damaged.
     * @returns false when it was there
     * @throws store/object-corrupt when the content has another digest
     */
    writeBlob(oid: Digest, bytes: number, content: Content): Promise<boolean>;
    /** Writes a blob over one that turned out to be damaged. */
    repairBlob(oid: Digest, content: Content): Promise<void>;
    /** A blob piece by piece; after the last piece it throws when they were not the blob's. */
    readChunks(oid: Digest): AsyncIterable<Uint8Array>;
    readBytes(oid: Digest): Promise<Uint8Array>;
    readToFile(oid: Digest, target: string, options?: FileOptions): Promise<void>;
    /** Stores a tree with all its sub-trees. Its blobs have to be there already: a tree is a promise that they are. */
    writeTree(bundle: TreeBundle): Promise<boolean>;
    /** Writes a tree over one that turned out to be damaged. */
    repairTree(bundle: TreeBundle): Promise<void>;
    /** @throws store/object-missing, store/object-corrupt */
    readTree(root: Digest): Promise<TreeBundle>;
}
