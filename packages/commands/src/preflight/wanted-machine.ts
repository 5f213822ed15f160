import type { GpuNeeds, Stage, VersionRange } from '@slipway/core'

/** What several stages ask of the one machine that runs them: the most of each, and every range. */
export interface WantedMachine {
  readonly gpu: WantedGpu | undefined
  readonly memoryBytes: number | undefined
  readonly diskBytes: number | undefined
  readonly shmBytes: number | undefined
  readonly containers: readonly ('docker' | 'podman')[]
}

export interface WantedGpu {
  readonly vendor: 'nvidia' | 'amd' | undefined
  readonly count: number
  readonly memoryBytes: number | undefined
  readonly driver: readonly VersionRange[]
  readonly cuda: readonly VersionRange[]
  readonly compute: readonly VersionRange[]
}

export function wantedMachine(stages: readonly Pick<Stage, 'machine'>[]): WantedMachine {
  const needs = stages.map(({ machine }) => machine).filter((machine) => machine !== undefined)
  const gpus = needs.map(({ gpu }) => gpu).filter((gpu) => gpu !== undefined)
  const containers = needs.map(({ container }) => container).filter((command) => command !== undefined)
  return {
    gpu: gpus.length === 0 ? undefined : wantedGpu(gpus),
    memoryBytes: most(needs, 'memoryBytes'),
    diskBytes: most(needs, 'diskBytes'),
    shmBytes: most(needs, 'shmBytes'),
    containers: [...new Set(containers)],
  }
}

function wantedGpu(gpus: readonly GpuNeeds[]): WantedGpu {
  const ranges = (of: 'driver' | 'cuda' | 'compute') => {
    const all = gpus.map((gpu) => gpu[of]).filter((range) => range !== undefined)
    return [...new Map(all.map((range) => [range.text, range])).values()]
  }
  return {
    vendor: gpus.find(({ vendor }) => vendor !== undefined)?.vendor,
    count: Math.max(...gpus.map(({ count }) => count)),
    memoryBytes: most(gpus, 'memoryBytes'),
    driver: ranges('driver'),
    cuda: ranges('cuda'),
    compute: ranges('compute'),
  }
}

function most<K extends string>(
  needs: readonly { readonly [key in K]: number | undefined }[],
  size: K,
): number | undefined {
  const sizes = needs.map((need) => need[size]).filter((bytes) => bytes !== undefined)
  return sizes.length === 0 ? undefined : Math.max(...sizes)
}
