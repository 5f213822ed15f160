import { type Model, nearestName, PROJECT_FILE, type Project } from '@slipway/core'
import { commandError } from '../error.ts'

/**
 * The models of a project that a person named; all of them where nobody named one.
 * @throws judge/model-unknown
 */
export function chooseModels(
  { models }: Pick<Project, 'models'>,
  names: readonly string[],
): readonly Model[] {
  if (names.length === 0) return [...models.values()]
  const known = [...models.keys()]
  return names.map((name) => {
    const model = models.get(name)
    if (model) return model
    const nearest = nearestName(name, known)
    throw commandError(
      'judge/model-unknown',
      `Cannot find model "${name}": ${PROJECT_FILE} has no such model; expected ${known.join(', ') || 'one under models:'}`,
      nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
    )
  })
}
