import type { Usage } from './resource-usage.ts'

/** That GPUs were paid for and not used, and what kept them waiting as far as the machine tells. */
export interface UnderUse {
  /** Share of the time in which the GPUs did next to nothing. */
  readonly idle: number
  readonly cause: 'processor' | 'one core' | 'disk' | 'unknown'
  /** One sentence, with the evidence. */
  readonly text: string
}

/** So much waiting is not worth a word: start, evaluation and checkpoints take some. */
const TOLERATED = 0.3
const BUSY_CORES = 0.85
const BUSY_CORE = 0.9
/** Of all cores' time; a single process that reads on a machine of eight cores cannot pass an eighth. */
const DISK_WAIT = 0.08
const MOSTLY_FREE = 0.3

/** Undefined where the GPUs were used well, or where nobody told how they were. */
export function underUse({ gpus, host }: Usage): UnderUse | undefined {
  const idles = gpus.map(({ idle }) => idle).filter((idle) => idle !== null)
  if (idles.length === 0) return undefined
  const idle = idles.reduce((sum, each) => sum + each, 0) / idles.length
  if (idle < TOLERATED) return undefined
  const { cause, why } = causeOf(host)
  return { idle, cause, text: `GPU idle ${percent(idle)}: ${why}${roomFor(gpus)}` }
}

function causeOf(host: Usage['host']): { readonly cause: UnderUse['cause']; readonly why: string } {
  if (!host) return { cause: 'unknown', why: 'the machine does not tell why' }
  if (host.disk_wait >= DISK_WAIT)
    return {
      cause: 'disk',
      why: `the loader waits for the disk (${percent(host.disk_wait)} of the processor's time)`,
    }
  if (host.cpu.mean >= BUSY_CORES)
    return {
      cause: 'processor',
      why: `the loader is the bottleneck (all ${host.cores} cores at ${percent(host.cpu.mean)})`,
    }
  if (host.busiest_core >= BUSY_CORE)
    return {
      cause: 'one core',
      why: `the loader is the bottleneck (one core at ${percent(host.busiest_core)}, all ${host.cores} at ${percent(host.cpu.mean)}: give it more workers)`,
    }
  return {
    cause: 'unknown',
    why: `neither processor (${percent(host.cpu.mean)}) nor disk (${percent(host.disk_wait)} waited) was busy: it waited for the network, or for itself`,
  }
}

/** Where most of its memory was free, larger batches are worth a try. */
function roomFor(gpus: Usage['gpus']): string {
  const used = gpus.map(({ memory_bytes: memory }) => (memory ? memory.max / memory.total : 1))
  const most = Math.max(...used)
  return most <= MOSTLY_FREE ? `; at most ${percent(most)} of its memory was used` : ''
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
