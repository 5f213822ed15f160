import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { ActionName } from '../actions/world/action-file.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

it('dist/ weighs at most 2.5 MB: a job downloads it with every action', () => {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const bytes = files.map((entry) => statSync(join(entry.parentPath, entry.name)).size)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2_500_000)
})

/** Bytes of a file of the bundle and of all that it imports before its first line runs. */
function loadedAtStart(file: string, seen = new Set<string>()): number {
  if (seen.has(file)) return 0
  seen.add(file)
  const code = readFileSync(file, 'utf8')
  const imports = code.matchAll(/\b(?:from|import)\s*["'](\.[^"']+\.js)["']/g)
  return [...imports].reduce(
    (sum, [, path]) => sum + loadedAtStart(join(dirname(file), path as string), seen),
    code.length,
  )
}

// What an action needs only sometimes comes by import() when it does: its start is the time to read and compile this.
const BUDGETS = {
  setup: 20_000,
  data: 440_000,
  plan: 440_000,
  preflight: 420_000,
  deploy: 350_000,
  train: 580_000,
  cli: 550_000,
  report: 850_000,
  promote: 870_000,
  rerun: 200_000,
  command: 200_000,
} satisfies Record<ActionName | 'cli', number>

it.each(Object.entries(BUDGETS))('before its first line runs, %s loads at most %d bytes', (entry, budget) => {
  const bytes = loadedAtStart(join(dist, `${entry}.js`))
  expect(bytes).toBeLessThanOrEqual(budget)
  expect(bytes, 'the budget may shrink').toBeGreaterThan(budget / 2)
})
