import { readFileSync } from 'node:fs'

/** A recording of fixtures/, with edits: each text that is replaced has to be there. */
export function recording(name: string, edits: Readonly<Record<string, string>> = {}): string {
  let text = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
  for (const [from, to] of Object.entries(edits)) {
    if (!text.includes(from)) throw new Error(`${name} holds no "${from}"`)
    text = text.replaceAll(from, to)
  }
  return text
}

const element = (name: string, value: string) => `<${name}>${value}</${name}>`
const edited = (name: string, from: string, to: string) => ({ [element(name, from)]: element(name, to) })

/** What nvidia-smi -q -x prints on machines with a defect, and on those that nobody has published. */
export const EDITED = {
  /** An H100: the A100's document, with the names and sizes that NVIDIA gives for the H100. */
  h100: () =>
    recording('a100-sxm4-v12.xml', {
      ...edited('product_name', 'NVIDIA A100-SXM4-80GB', 'NVIDIA H100 80GB HBM3'),
      ...edited('product_architecture', 'Ampere', 'Hopper'),
      ...edited('driver_version', '535.54.03', '550.54.15'),
      ...edited('cuda_version', '12.2', '12.4'),
      ...edited('current_mig', 'Enabled', 'Disabled'),
      ...edited('total', '81920 MiB', '81559 MiB'),
      ...edited('free', '80999 MiB', '80640 MiB'),
      ...edited('persistence_mode', 'Disabled', 'Enabled'),
    }),
  /** A T4 with two errors that its memory could not correct. */
  t4MemoryErrors: () => recording('tesla-t4.xml', edited('dram_uncorrectable', '0', '2')),
  /** A T4 with a page that waits to be retired. */
  t4PendingPage: () => recording('tesla-t4.xml', edited('pending_retirement', 'No', 'Yes')),
  /** An A10G with a broken row that waits to be replaced, and one that has no row left to replace another. */
  a10gPendingRow: () => recording('a10g.xml', edited('remapped_row_pending', 'No', 'Yes')),
  a10gNoRowLeft: () =>
    recording('a10g.xml', {
      ...edited('remapped_row_pending', 'No', 'Yes'),
      ...edited('remapped_row_failure', 'No', 'Yes'),
    }),
  /** A T4 that one process has for itself. */
  t4Exclusive: () => recording('tesla-t4.xml', edited('compute_mode', 'Default', 'Exclusive_Process')),
  /** A T4 that no program may use. */
  t4Prohibited: () => recording('tesla-t4.xml', edited('compute_mode', 'Default', 'Prohibited')),
  /** An A100 that has to be reset. */
  a100WaitsForReset: () => recording('a100-sxm4-v12.xml', edited('reset_required', 'No', 'Yes')),
  /** An A100 cut into no instance at all. */
  a100WithoutInstances: () =>
    recording('a100-sxm4-v12.xml').replace(
      /<mig_devices>.*<\/mig_devices>/s,
      '<mig_devices>\nNone\n</mig_devices>',
    ),
  /** An RTX 3060 that is too hot. */
  rtxHot: () =>
    recording('rtx-3060-v12.xml', {
      ...edited('gpu_temp', '42 C', '93 C'),
      ...edited('clocks_event_reason_hw_thermal_slowdown', 'Not Active', 'Active'),
      ...edited('clocks_event_reason_sw_power_cap', 'Not Active', 'Active'),
    }),
} as const
