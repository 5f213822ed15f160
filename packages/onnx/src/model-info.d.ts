import type { Datatype } from './tensor.ts';
/** Size of one axis: fixed, a symbol that the model gives a name, or unknown (null). */
export type Dim = number | string | null;
/** An input or output of the model's graph. */
export interface ValueInfo {
    readonly name: string;
    /** As ONNX Runtime prints it: `tensor(float)`, `seq(map(int64,tensor(float)))`. */
    readonly type: string;
    /** Undefined where the value is no tensor, or one of elements that the protocol or the runtime cannot carry. */
    readonly datatype: Datatype | undefined;
    /** Undefined where not even the rank is known, or the value is no tensor. */
    readonly dims: readonly Dim[] | undefined;
}
/** What a model file says of itself. */
export interface ModelInfo {
    readonly irVersion: number;
    /** Domain → version; the default domain is "". */
    readonly opsets: Readonly<Record<string, number>>;
    readonly producer: {
        readonly name: string;
        readonly version: string;
    };
    readonly graph: string;
    /** Without the inputs that an initializer fills. */
    readonly inputs: readonly ValueInfo[];
    readonly outputs: readonly ValueInfo[];
    /** Operator → count, sub-graphs and functions included; with the domain in front where it is not ONNX's own. */
    readonly operators: Readonly<Record<string, number>>;
    readonly initializers: {
        readonly count: number;
        readonly bytes: number;
    };
    /** Locations of tensors kept in other files, as the model names them. */
    readonly externalData: readonly string[];
    readonly metadata: Readonly<Record<string, string>>;
    /** Size of the file. */
    readonly bytes: number;
}
/** The shape in the terms of the protocol: -1 where the request chooses; `[-1]` where the rank is unknown. */
export declare function shapeOf(value: ValueInfo): readonly number[];
