import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// `npm run test:crash`: programs killed and servers that fail, again and again. CI runs it after `npm test`.
const config = defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  logLevel: 'error',
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    include: ['test/crash/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default config
