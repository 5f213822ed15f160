import type { Gpu, GpuReading } from './gpu.ts'
import { ONLY_NVIDIA } from './parse-amd-smi.ts'

type Card = Readonly<Record<string, unknown>>

/** What to ask: all that parseRocmSmi() reads. */
export const ROCM_SMI_ARGUMENTS = [
  '--showproductname',
  '--showdriverversion',
  '--showmeminfo',
  'vram',
  '--showtemp',
  '--showbus',
  '--showuniqueid',
  '--json',
]

/**
 * Reads what `rocm-smi … --json` prints: `card<N>` objects of texts, and `system` with the driver. Older versions write
 * "Card series", newer ones "Card Series".
 * @throws Error for what is not such a text
 */
export function parseRocmSmi(json: string): Extract<GpuReading, { state: 'read' }> {
  // Warnings, such as one about a sleeping GPU, may stand before the data.
  const value = JSON.parse(json.slice(Math.max(0, json.indexOf('{')))) as Readonly<Record<string, Card>>
  const cards = Object.entries(value).filter(([name]) => /^card[0-9]+$/.test(name))
  if (cards.length === 0) throw new Error('there is no card in it')
  return {
    state: 'read',
    vendor: 'amd',
    driver: text(value.system?.['Driver version']),
    cuda: null,
    gpus: cards.map(([, card], index) => readCard(card, index)),
  }
}

function readCard(card: Card, index: number): Gpu {
  const total = number(card['VRAM Total Memory (B)'])
  const used = number(card['VRAM Total Used Memory (B)'])
  const celsius =
    number(card['Temperature (Sensor junction) (C)']) ?? number(card['Temperature (Sensor edge) (C)'])
  return {
    ...ONLY_NVIDIA,
    index,
    name: text(card['Card Series']) ?? text(card['Card series']) ?? text(card['Device Name']) ?? 'an AMD GPU',
    uuid: text(card['Unique ID']),
    bus: text(card['PCI Bus']),
    memory: total === null || used === null ? null : { totalBytes: total, freeBytes: total - used },
    eccErrors: null,
    temperature: celsius === null ? null : { celsius, slowdownCelsius: null },
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'N/A' ? value : null
}

function number(value: unknown): number | null {
  const amount = Number.parseFloat(text(value) ?? '')
  return Number.isNaN(amount) ? null : amount
}
