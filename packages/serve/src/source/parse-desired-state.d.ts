import { type Digest } from '@slipway/core';
import * as z from 'zod';
declare const zDesiredState: z.ZodObject<{
    schema: z.ZodLiteral<"slipway.serving/v1">;
    store: z.ZodOptional<z.ZodString>;
    models: z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        version: z.ZodString;
        digest: z.ZodType<Digest>;
        stage: z.ZodDefault<z.ZodString>;
        source: z.ZodOptional<z.ZodString>;
        golden: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>;
}, z.core.$strict>;
/** A desired-state file, as written. @see docs/formats/desired-state.md */
export type DesiredStateFile = z.infer<typeof zDesiredState>;
export type DesiredEntry = DesiredStateFile['models'][number];
/**
 * Reads a desired-state file, YAML or JSON.
 *
 * @param file its path, for the error
 * @throws serve/state-invalid
 */
export declare function parseDesiredState(text: string, file: string): DesiredStateFile;
export {};
