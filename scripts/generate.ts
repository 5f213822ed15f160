// Writes everything that is generated from a source of truth in the repository; with --check only says what differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COMPILED_CHARTS, compileCharts } from '../packages/report/charts/compile-charts.ts'
import { actionFiles } from './generate/action-files.ts'
import { cliReference } from './generate/cli-reference.ts'
import { projectReference } from './generate/project-reference.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const check = process.argv.includes('--check')

const files = new Map<string, string>([
  ...actionFiles(root),
  ...cliReference(),
  ...projectReference(),
  [COMPILED_CHARTS, compileCharts()],
])
const stale = [...files].filter(
  ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
)
for (const [path, text] of stale) {
  if (check) console.error(`generate: ${path} is not what its source says; run "npm run generate"`)
  else writeFileSync(join(root, path), text)
}
console.log(`generate: ${files.size} files, ${stale.length} ${check ? 'stale' : 'written'}`)
process.exitCode = check && stale.length > 0 ? 1 : 0
