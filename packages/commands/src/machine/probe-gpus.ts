import { explainNvidiaFailure } from './explain-nvidia-failure.ts'
import type { Gpu, GpuReading, GpuVendor } from './gpu.ts'
import { parseAmdSmi } from './parse-amd-smi.ts'
import { parseNvidiaSmi } from './parse-nvidia-smi.ts'
import { parseRocmSmi, ROCM_SMI_ARGUMENTS } from './parse-rocm-smi.ts'
import type { RunTool, ToolResult } from './run-tool.ts'

export interface GpuProbe {
  readonly run: RunTool
  /** Vendors of the display and compute cards on the PCI bus. */
  cardsOnBus(): readonly GpuVendor[]
  /** Whose tool is asked first. */
  readonly vendor: GpuVendor | undefined
}

/** Asks the tool of the vendor that is there: nvidia-smi, amd-smi, rocm-smi. */
export async function probeGpus(probe: GpuProbe): Promise<GpuReading> {
  const vendors: readonly GpuVendor[] = probe.vendor === 'amd' ? ['amd', 'nvidia'] : ['nvidia', 'amd']
  for (const vendor of vendors) {
    const reading = await (vendor === 'nvidia' ? probeNvidia(probe.run) : probeAmd(probe.run))
    if (reading) return reading
  }
  return { state: 'none', onBus: probe.cardsOnBus() }
}

async function probeNvidia(run: RunTool): Promise<GpuReading | undefined> {
  const [all, compute] = await Promise.all([
    run('nvidia-smi', ['-q', '-x']),
    run('nvidia-smi', ['--query-gpu=compute_cap', '--format=csv,noheader']),
  ])
  if (all.state === 'missing') return undefined
  if (all.state === 'hung') {
    return {
      state: 'failed',
      vendor: 'nvidia',
      reason: 'it does not answer: a driver that is dead, or a GPU that is',
      hint: 'sudo dmesg | grep -i nvrm; reboot. Where it only wakes up slowly: sudo nvidia-smi -pm 1',
    }
  }
  if (all.status !== 0) return explainNvidiaFailure(all.stdout + all.stderr, all.status)
  try {
    const reading = parseNvidiaSmi(all.stdout)
    return { ...reading, gpus: withCompute(reading.gpus, compute) }
  } catch (error) {
    // What is no document is a message, as "No devices were found" is.
    const known = explainNvidiaFailure(all.stdout + all.stderr, 0)
    return { ...known, reason: known.reason || String(error) }
  }
}

/** The capability that the driver tells, which it does since 510; else the one by name. */
function withCompute(gpus: readonly Gpu[], told: ToolResult): readonly Gpu[] {
  if (told.state !== 'done' || told.status !== 0) return gpus
  const lines = told.stdout.trim().split('\n')
  return gpus.map((gpu, index) => {
    const line = lines[index]?.trim() ?? ''
    return /^[0-9]+\.[0-9]+$/.test(line) ? { ...gpu, compute: line } : gpu
  })
}

async function probeAmd(run: RunTool): Promise<GpuReading | undefined> {
  const [fixed, metric] = await Promise.all([
    run('amd-smi', ['static', '--json']),
    run('amd-smi', ['metric', '--json']),
  ])
  const results =
    fixed.state === 'missing' ? [await run('rocm-smi', ROCM_SMI_ARGUMENTS)] : ([fixed, metric] as const)
  const tool = fixed.state === 'missing' ? 'rocm-smi' : 'amd-smi'
  const [first, second] = results
  if (!first || first.state === 'missing') return undefined
  const failed = (reason: string): GpuReading => ({
    state: 'failed',
    vendor: 'amd',
    reason,
    hint: `Run ${tool} on the machine; sudo dmesg | grep -i amdgpu tells more. This user must be in the groups render and video`,
  })
  if (first.state === 'hung' || second?.state === 'hung')
    return failed('it does not answer: a driver that is dead, or a GPU that is')
  if (first.status !== 0)
    return failed((first.stderr + first.stdout).trim().split('\n', 1)[0] || `it ended with ${first.status}`)
  try {
    if (tool === 'rocm-smi') return parseRocmSmi(first.stdout)
    return parseAmdSmi(first.stdout, second?.state === 'done' && second.status === 0 ? second.stdout : '[]')
  } catch (error) {
    return failed(`its answer cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
