import { describe, expect, it } from 'vitest'
import { ROCM_SMI_ARGUMENTS } from './parse-rocm-smi.ts'
import { probeGpus } from './probe-gpus.ts'
import type { ToolResult } from './run-tool.ts'
import { fakeTools, HUNG, says } from './testing/fake-tools.ts'
import { recording } from './testing/machines.ts'

const probe = (answers: Readonly<Record<string, ToolResult>>, vendor?: 'nvidia' | 'amd') => {
  const run = fakeTools(answers)
  return { run, reading: probeGpus({ run, cardsOnBus: () => ['nvidia'], vendor }) }
}
const T4 = says(recording('tesla-t4.xml'))
const ROCM = `rocm-smi ${ROCM_SMI_ARGUMENTS.join(' ')}`

describe('probeGpus()', () => {
  it('asks nvidia-smi, and believes the driver about the compute capability', async () => {
    const query = 'nvidia-smi --query-gpu=compute_cap --format=csv,noheader'
    expect(await probe({ 'nvidia-smi -q -x': T4, [query]: says('7.6\n') }).reading).toMatchObject({
      state: 'read',
      gpus: [{ compute: '7.6' }],
    })
    const old = says('Field "compute_cap" is not a valid field to query.\n', 2)
    expect(await probe({ 'nvidia-smi -q -x': T4, [query]: old }).reading).toMatchObject({
      gpus: [{ compute: '7.5' }],
    })
  })

  it('asks amd-smi, and rocm-smi where that is not there', async () => {
    const static_ = says(recording('mi300x-static.json'))
    const both = probe({ 'amd-smi static --json': static_, 'amd-smi metric --json': says('', 1) })
    expect(await both.reading).toMatchObject({ vendor: 'amd', gpus: [{ name: 'AMD Instinct MI300X' }, {}] })
    expect(both.run.asked.some((line) => line.startsWith('rocm-smi'))).toBe(false)
    const older = probe({ [ROCM]: says(recording('mi100_rocm602.json')) })
    expect(await older.reading).toMatchObject({ vendor: 'amd', driver: '6.3.6' })
  })

  it('asks the vendor first whom a stage wants', async () => {
    const answers = { 'nvidia-smi -q -x': T4, [ROCM]: says(recording('mi100_rocm602.json')) }
    expect(await probe(answers).reading).toMatchObject({ vendor: 'nvidia' })
    expect(await probe(answers, 'amd').reading).toMatchObject({ vendor: 'amd' })
  })

  it('knows of cards on the bus where there is no tool', async () => {
    expect(await probe({}).reading).toEqual({ state: 'none', onBus: ['nvidia'] })
  })

  // What the tool prints, from NVIDIA's forum and the issues of its container toolkit.
  it.each([
    [
      'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 580.126',
      18,
      'different versions',
    ],
    [
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that …",
      9,
      'not loaded',
    ],
    [
      'Unable to determine the device handle for GPU 0000:0A:00.0: GPU is lost.  Reboot the system',
      15,
      'is lost',
    ],
    ["NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.", 12, 'libnvidia-ml.so'],
    ['Failed to initialize NVML: Unknown Error', 255, 'taken away'],
    ['No devices were found', 6, 'finds no GPU'],
    ['No devices were found', 0, 'finds no GPU'],
    ['Something new\nand more', 3, 'Something new'],
    ['', 139, 'it ended with 139 and said nothing'],
  ])('says why nvidia-smi fails: %j (%i)', async (printed, status, reason) => {
    const reading = await probe({ 'nvidia-smi': says(printed, status) }).reading
    expect(reading).toMatchObject({
      state: 'failed',
      vendor: 'nvidia',
      reason: expect.stringContaining(reason),
    })
    expect(reading.state === 'failed' && reading.hint).toMatch(/\w/)
  })

  it('says so where a tool does not answer, or nobody can read what it says', async () => {
    expect(await probe({ 'nvidia-smi': HUNG }).reading).toMatchObject({ state: 'failed', vendor: 'nvidia' })
    expect(await probe({ 'amd-smi': HUNG }).reading).toMatchObject({ state: 'failed', vendor: 'amd' })
    expect(await probe({ 'amd-smi': says('{}') }).reading).toMatchObject({ state: 'failed', vendor: 'amd' })
    expect(await probe({ [ROCM]: says('', 1, 'Permission denied\n') }).reading).toMatchObject({
      reason: 'Permission denied',
    })
  })
})
