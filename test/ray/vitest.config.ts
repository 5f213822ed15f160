import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// `npm run test:ray`: with a real Ray cluster on this machine.
const config = defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  logLevel: 'error',
  test: {
    pool: 'forks',
    include: ['test/ray/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default config
