import { formatGpuHours } from './format-amount.ts'

/** "12.40 EUR", "<\u00a00.01 EUR". */
export function formatMoney(amount: number, currency: string): string {
  const text = amount > 0 && amount < 0.005 ? '<\u00a00.01' : amount.toFixed(2)
  return `${text}\u00a0${currency}`
}

/** "640 Wh", "12.3 kWh". */
export function formatEnergy(wattHours: number): string {
  if (wattHours < 999.5) return `${wattHours.toFixed(wattHours < 9.95 ? 1 : 0)}\u00a0Wh`
  return `${(wattHours / 1000).toFixed(1)}\u00a0kWh`
}

/** An amount in the unit of a budget: money, or "8 GPU‑h". */
export function formatInUnit(amount: number, unit: string): string {
  return unit === 'GPU-h' ? formatGpuHours(amount * 3600) : formatMoney(amount, unit)
}
