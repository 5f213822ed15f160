import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// `npm run test:long`: what takes too long for `npm test`.
const config = defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  logLevel: 'error',
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    include: ['test/long/**/*.test.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
})

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default config
