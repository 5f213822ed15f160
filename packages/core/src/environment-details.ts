import * as z from 'zod'
import { zDigest } from './schemas.ts'

const short = z.string().max(200)
/** As many as a large conda environment has, several times over. */
const MOST_PACKAGES = 5000

/** What a stage ran in, as far as its machine told without running anything for it. @see docs/formats/run-record.md */
export const zEnvironmentDetails = z.strictObject({
  distribution: short.nullable(),
  cpu: z.strictObject({ model: short, cores: z.int().positive(), flags: zDigest.nullable() }),
  /** Newest CUDA that the driver can run. */
  cuda: short.nullable(),
  gpus: z.array(z.strictObject({ name: short, memory_bytes: z.int().nonnegative().nullable() })).max(64),
  /** Installed packages of the Python that the stage used, by normalised name. */
  python: z
    .strictObject({
      version: short.nullable(),
      packages: z
        .record(short, short)
        .refine(
          (packages) => Object.keys(packages).length <= MOST_PACKAGES,
          `expected at most ${MOST_PACKAGES}`,
        ),
    })
    .nullable(),
  /** Variables that change results or speed; null for a value that is not told. */
  variables: z.record(short, short.nullable()),
})
export type EnvironmentDetails = z.infer<typeof zEnvironmentDetails>
