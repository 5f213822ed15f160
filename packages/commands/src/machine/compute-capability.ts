/** By architecture; the first name that fits decides. @see https://developer.nvidia.com/cuda-gpus */
const CAPABILITIES: readonly (readonly [architecture: string, name: RegExp, capability: string])[] = [
  ['Kepler', /K80/, '3.7'],
  ['Kepler', /./, '3.5'],
  ['Maxwell', /./, '5.2'],
  ['Pascal', /P100/, '6.0'],
  ['Pascal', /./, '6.1'],
  ['Volta', /./, '7.0'],
  ['Turing', /./, '7.5'],
  ['Ampere', /A100|A800|A30\b/, '8.0'],
  ['Ampere', /Orin/, '8.7'],
  ['Ampere', /./, '8.6'],
  ['Ada Lovelace', /./, '8.9'],
  ['Hopper', /./, '9.0'],
  ['Blackwell', /B300/, '10.3'],
  ['Blackwell', /B200|B100/, '10.0'],
  ['Blackwell', /GB10\b/, '12.1'],
  ['Blackwell', /./, '12.0'],
]

/** Compute capability of a GPU by its name and architecture; null for an architecture that is not known here. */
export function computeCapability(name: string, architecture: string | null): string | null {
  const found = CAPABILITIES.find(([known, pattern]) => known === architecture && pattern.test(name))
  return found?.[2] ?? null
}
