import { type Project, pathsOverlap, producerOf } from './project.ts'
import type { Report } from './rule-issues.ts'
import type { ProjectFile } from './schema.ts'
import { nearestMetric, STANDARD_DIRECTION } from './standard-metrics.ts'

/** What `live`, `stop` and `alarms` can get wrong: rules without metrics, metrics without a direction, somebody else's files. */
export function checkLive(file: ProjectFile, project: Project, report: Report): void {
  for (const [name, stage] of Object.entries(file.stages)) {
    const live = project.stages.get(name)?.live
    for (const key of ['stop', 'alarms'] as const) {
      if (stage[key] && !live)
        report(['stages', name, key], `${key}, and no live`, '"live": where the stage writes its metrics')
    }
    for (const [path, rule] of [
      [['stop'], stage.stop],
      [['alarms', 'stalled'], stage.alarms?.stalled],
    ] as const) {
      if (rule && rule.direction === undefined && !Object.hasOwn(STANDARD_DIRECTION, rule.metric))
        report(
          ['stages', name, ...path, 'metric'],
          `no direction for "${rule.metric}"`,
          '"direction: higher" or "direction: lower": only standard names have a known one',
          nearestMetric(rule.metric),
        )
    }
    for (const path of live?.paths ?? []) {
      const maker = producerOf(project, path)
      const owner = maker && maker.name !== name ? `stage ${maker.name}` : undefined
      const data = project.data.find((target) => pathsOverlap(target, path))
      if (owner !== undefined || data !== undefined)
        report(
          ['stages', name, 'live'],
          `"${path}", which ${owner ?? 'data'} holds`,
          'files that the stage itself writes',
        )
    }
  }
}
