import type { Dim } from '../model-info.ts';
/** Codes of TensorProto.DataType. */
export declare const ELEMENT: {
    readonly FP32: 1;
    readonly UINT8: 2;
    readonly INT8: 3;
    readonly UINT16: 4;
    readonly INT16: 5;
    readonly INT32: 6;
    readonly INT64: 7;
    readonly BYTES: 8;
    readonly BOOL: 9;
    readonly FP16: 10;
    readonly FP64: 11;
    readonly UINT32: 12;
    readonly UINT64: 13;
    readonly BF16: 16;
};
export type Element = keyof typeof ELEMENT;
export interface ModelParts {
    readonly inputs: readonly ValueParts[];
    readonly outputs: readonly ValueParts[];
    readonly nodes: readonly NodeParts[];
    readonly initializers?: readonly TensorParts[];
    readonly irVersion?: number;
    readonly producer?: string;
}
export interface ValueParts {
    readonly name: string;
    readonly element?: Element;
    readonly dims?: readonly Dim[];
    /** `seq(map(int64, tensor(float)))`, as ZipMap makes it. */
    readonly maps?: true;
}
export interface NodeParts {
    readonly op: string;
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
    readonly domain?: string;
    readonly attributes?: Readonly<Record<string, number | readonly number[] | TensorParts | ModelParts>>;
}
export interface TensorParts {
    readonly name: string;
    readonly element: Element;
    readonly dims: readonly number[];
    /** Little-endian, row-major. */
    readonly raw?: Uint8Array;
    /** Kept in another file. */
    readonly location?: string;
}
export declare function makeModel(parts: ModelParts): Uint8Array;
