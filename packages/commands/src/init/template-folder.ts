import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The workflow templates: beside the bundle, or in the repository where we run from source. */
export function templateFolder(): string {
  const places = ['templates/', '../templates/', '../../../../workflows-templates/']
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const folder = folders.find((candidate) => existsSync(`${candidate}slipway-pull-request.yml`))
  if (folder === undefined) throw new Error(`the workflow templates are in none of ${folders.join(', ')}`)
  return folder
}
