import type { Registry } from '@slipway/registry'

/**
 * When a new tag is made: now, but after every tag of the registry, by whole seconds as Git keeps them. The log is ordered by
 * time, and machines' clocks differ.
 */
export function nextMoment(registry: Registry, now: Date): Date {
  const last = registry.log.at(-1)?.time ?? 0
  return new Date(Math.max(Math.floor(now.getTime() / 1000), last + 1) * 1000)
}
