import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take a minute begin first, so that none of them is alone at the end: a fresh clone knows no durations yet. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => /\/test\/(?:docs|e2e|pack)\//.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

// ONNX Runtime aborts when its module is evaluated twice in one process, so every file has a process of its own.
const config = defineConfig({
  // A dependency's source maps name sources that it does not ship; each would be a warning.
  logLevel: 'error',
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    include: ['packages/**/*.test.ts', 'actions/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/long/**', 'test/crash/**', 'test/ray/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    server: { deps: { inline: [/@actions\/(workflow-parser|expressions)/] } },
  },
})

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default config
