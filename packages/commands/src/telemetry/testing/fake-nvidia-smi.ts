import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What nvidia-smi 550 prints for these fields of an H100, a busy moment and an idle one; and of one cut by MIG. */
export const H100_BUSY =
  '0, GPU-5f3e9c1a-0b7d-4a77-9d2f-7c1e5b2a6f10, NVIDIA H100 80GB HBM3, 97, 40960, 81559, 612.48, 61'
export const H100_IDLE =
  '0, GPU-5f3e9c1a-0b7d-4a77-9d2f-7c1e5b2a6f10, NVIDIA H100 80GB HBM3, 0, 40960, 81559, 118.20, 44'
export const MIG =
  '1, GPU-0d9c1f52-77aa-4a77-9d2f-7c1e5b2a6f11, NVIDIA A100-SXM4-40GB, [N/A], 120, 40960, [N/A], 35'

/**
 * A folder with an nvidia-smi that answers the loop with these lines, one after the other, each time that a period is over;
 * everything else it is asked for fails.
 */
export function fakeNvidiaSmi(folder: string, lines: readonly string[]): string {
  mkdirSync(folder, { recursive: true })
  const words = lines.map((line) => `'${line}'`).join(' ')
  const script = [
    '#!/bin/sh',
    'case "$*" in *-lms*) ;; *) echo "No devices were found"; exit 6 ;; esac',
    'for period; do :; done',
    `while :; do for line in ${words}; do echo "$line"; sleep "$(echo "$period" | sed 's/...$/.&/')"; done; done`,
  ]
  const file = join(folder, 'nvidia-smi')
  writeFileSync(file, `${script.join('\n')}\n`)
  chmodSync(file, 0o755)
  return folder
}
