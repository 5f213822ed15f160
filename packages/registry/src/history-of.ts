import type { Registry, RegistryEvent } from './registry.ts'

export interface HistoryEntry {
  readonly artifact: string
  readonly kind: RegistryEvent['kind']
  /** Undefined where the event is about none, or about a commit that was never registered. */
  readonly version: string | undefined
  readonly stage: string | undefined
  readonly event: RegistryEvent
}

/** What happened, newest first; of one artifact, or of all. */
export function historyOf(registry: Registry, artifact?: string): readonly HistoryEntry[] {
  return registry.log
    .filter((event) => artifact === undefined || event.artifact === artifact)
    .map((event) => ({
      artifact: event.artifact,
      kind: event.kind,
      version: versionOf(registry, event),
      stage: 'stage' in event ? event.stage : undefined,
      event,
    }))
    .reverse()
}

function versionOf(registry: Registry, event: RegistryEvent): string | undefined {
  if ('version' in event) return event.version
  if (!('stage' in event)) return undefined
  return registry.artifacts.get(event.artifact)?.atCommit.get(event.commit)?.version
}
