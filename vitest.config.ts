import { defineConfig } from 'vitest/config'

// ONNX Runtime aborts when its module is evaluated twice in one process, so every file has a process of its own.
const config = defineConfig({
  // A dependency's source maps name sources that it does not ship; each would be a warning.
  logLevel: 'error',
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    include: ['packages/**/*.test.ts', 'actions/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/long/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    server: { deps: { inline: [/@actions\/(workflow-parser|expressions)/] } },
  },
})

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default config
