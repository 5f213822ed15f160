// Cuts the slice of GitHub's OpenAPI description that the stand-in GitHub checks itself against:
//
//     node scripts/openapi-slice.ts
//
// Run it when an operation was added to packages/rehearsal/src/forge/api, or to follow GitHub. The whole description is
// too large to be a dependency (400 MB unpacked), so it is installed for the moment into a temporary folder.

import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allOperations } from '../packages/rehearsal/src/forge/api/operations.ts'
import { cutSlice, type OpenApi } from '../packages/rehearsal/src/openapi/cut-slice.ts'
import { formatSlice } from '../packages/rehearsal/src/openapi/format-slice.ts'

const SOURCE = '@octokit/openapi@23.0.2'
const TARGET = fileURLToPath(
  new URL('../packages/rehearsal/src/openapi/generated/slice.json', import.meta.url),
)

async function readDescription(): Promise<OpenApi> {
  const folder = await mkdtemp(join(tmpdir(), 'openapi-'))
  try {
    const flags = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save']
    execFileSync('npm', ['install', ...flags, SOURCE], { stdio: ['ignore', 'ignore', 'inherit'] })
    const file = join(folder, 'node_modules/@octokit/openapi/generated/api.github.com.json')
    return JSON.parse(await readFile(file, 'utf8')) as OpenApi
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const { slice, missing } = cutSlice(await readDescription(), Object.keys(allOperations()), SOURCE)
if (missing.length > 0) {
  console.error(`The description has no ${missing.join(', ')}`)
  process.exit(2)
}
await writeFile(`${TARGET}.new`, formatSlice(slice))
await rename(`${TARGET}.new`, TARGET)
console.log(
  `${Object.keys(slice.operations).length} operations, ${Object.keys(slice.$defs).length} schemas → ${TARGET}`,
)
