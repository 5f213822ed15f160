import type { Signature } from '@slipway/onnx';
import type { WantedOutput } from './infer-request.ts';
/**
 * Reads which outputs a request wants, and how: all of them where it names none.
 *
 * @param outputs the request's `outputs`
 * @param binaryByDefault its `parameters.binary_data_output`; an output's own `binary_data` wins
 */
export declare function parseWantedOutputs(outputs: unknown, binaryByDefault: unknown, signature: Signature): readonly WantedOutput[];
