import { cpus, loadavg, totalmem } from 'node:os'

/** The facts without which a number means nothing, in one line. */
export function describeMachine(now: Date): string {
  const { model } = cpus()[0] ?? { model: 'unknown processor' }
  return [
    now.toISOString().slice(0, 10),
    `Node ${process.versions.node} on ${process.platform}-${process.arch}`,
    `${cpus().length} × ${model.replace(/\((?:R|TM)\)/g, '').trim()}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `load ${loadavg()[0]?.toFixed(1)} before it began`,
  ].join(', ')
}
