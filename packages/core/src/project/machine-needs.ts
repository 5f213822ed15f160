import * as z from 'zod'
import { BYTE_SIZE_FORM, tryParseByteSize } from './byte-size.ts'
import { tryParseVersionRange, VERSION_RANGE_FORM, type VersionRange } from './version-range.ts'

/** What a stage asks of the machine that runs it; what is undefined is not asked. Sizes in bytes. */
export interface MachineNeeds {
  readonly gpu: GpuNeeds | undefined
  /** Main memory that is free. */
  readonly memoryBytes: number | undefined
  /** Free room where the workspace lies. */
  readonly diskBytes: number | undefined
  /** Size of /dev/shm. */
  readonly shmBytes: number | undefined
  /** The command that starts the stage's containers. */
  readonly container: 'docker' | 'podman' | undefined
}

/** Every one of `count` GPUs has to be like this. */
export interface GpuNeeds {
  readonly vendor: 'nvidia' | 'amd' | undefined
  readonly count: number
  /** Memory that is free on each. */
  readonly memoryBytes: number | undefined
  readonly driver: VersionRange | undefined
  /** The newest CUDA that the driver can run. */
  readonly cuda: VersionRange | undefined
  /** Compute capability. */
  readonly compute: VersionRange | undefined
}

const zSize = z
  .string()
  .refine((text) => tryParseByteSize(text) !== undefined, `expected ${BYTE_SIZE_FORM}`)
  .meta({ examples: ['16GB'] })
const zRange = z
  .string()
  .refine((text) => tryParseVersionRange(text) !== undefined, `expected ${VERSION_RANGE_FORM}`)
  .meta({ examples: ['>=12.4'] })

const zGpuNeeds = z.strictObject({
  vendor: z.enum(['nvidia', 'amd']).optional().describe('Whose GPUs; any without.'),
  count: z.int().min(1).default(1).describe('How many GPUs, or MIG instances, the stage sees.'),
  memory: zSize.optional().describe('Free memory of each: `16GB` (10⁹) or `16GiB` (2³⁰).'),
  driver: zRange.optional().describe('Version of the driver: `">=550"`, `">=535 <580"`.'),
  cuda: zRange.optional().describe('Newest CUDA that the driver can run.'),
  compute: zRange.optional().describe('Compute capability of each: `">=8.0"`.'),
})

export const zMachineNeeds = z.strictObject({
  gpu: zGpuNeeds.optional().describe('GPUs that the stage uses.'),
  memory: zSize.optional().describe('Free main memory.'),
  disk: zSize.optional().describe('Free room on the disk of the workspace.'),
  shm: zSize.optional().describe('Size of /dev/shm, which data loaders share memory by.'),
  container: z
    .enum(['docker', 'podman'])
    .optional()
    .describe('The stage starts containers with this command.'),
})

const sizeOf = (text: string | undefined) => (text === undefined ? undefined : tryParseByteSize(text))
const rangeOf = (text: string | undefined) => (text === undefined ? undefined : tryParseVersionRange(text))

/** The declaration with its sizes and ranges read. */
export function machineNeeds(file: z.infer<typeof zMachineNeeds>): MachineNeeds {
  const { gpu } = file
  return {
    gpu: gpu && {
      vendor: gpu.vendor,
      count: gpu.count,
      memoryBytes: sizeOf(gpu.memory),
      driver: rangeOf(gpu.driver),
      cuda: rangeOf(gpu.cuda),
      compute: rangeOf(gpu.compute),
    },
    memoryBytes: sizeOf(file.memory),
    diskBytes: sizeOf(file.disk),
    shmBytes: sizeOf(file.shm),
    container: file.container,
  }
}
