import type { Gpu } from './gpu.ts'

/** "2 × NVIDIA L4, Tesla T4", with instances where there are some; "none" without a GPU. */
export function gpuNames(gpus: readonly Pick<Gpu, 'name' | 'instances'>[]): string {
  const counts = new Map<string, number>()
  for (const { name, instances } of gpus) {
    const label = instances ? `${name} in ${instances.length} MIG instances` : name
    counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  const names = [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`))
  return names.length === 0 ? 'none' : names.join(', ')
}
