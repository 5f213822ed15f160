import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Benchmark } from '../benchmark.ts'

const SHOWN = 8

export const dist: Benchmark = {
  name: 'dist',
  title: 'What a job downloads',
  run: async ({ root }) => {
    const folder = join(root, 'dist')
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ path: relative(folder, file), bytes: statSync(file).size }))
      .sort((a, b) => b.bytes - a.bytes)
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
    return {
      method:
        'The bytes of every file in `dist/`: all actions, the command line, templates, licences. A step that uses an action brings the whole repository at that commit; this is the part of it that grows with dependencies.',
      tables: [
        {
          caption: 'dist/',
          unit: 'kB',
          plain: true,
          rows: [
            { label: `all ${files.length} files`, samples: [total * 1000] },
            ...files
              .slice(0, SHOWN)
              .map(({ path, bytes }) => ({ label: `\`${path}\``, samples: [bytes / 1000] })),
          ],
        },
      ],
      targets: [{ what: '`dist/`', relation: 'at most', limit: 2.5, measured: total, unit: 'MB' }],
      notes: [],
    }
  },
}
